import { later } from './later.tsx'

/*
 * Widgets that not every device has: they come after the first load, the chart by itself, the others together.
 * Each keeps the room that it will take.
 */

const more = () => import('./more.ts')

export const Chart = later(() => import('./chart/chart.tsx').then(({ Chart }) => Chart), 428)
export const Gauge = later(() => more().then(({ Gauge }) => Gauge), 196)
export const Digits = later(() => more().then(({ Digits }) => Digits), 100)
export const Bar = later(() => more().then(({ Bar }) => Bar), 104)
export const Entry = later(() => more().then(({ Entry }) => Entry), 120)
export const Select = later(() => more().then(({ Select }) => Select), 136)
export const Text = later(() => more().then(({ Text }) => Text), 136)
export const Colour = later(() => more().then(({ Colour }) => Colour), 92)
export const Spark = later(() => more().then(({ Spark }) => Spark), 112)
export const Trend = later(() => more().then(({ Trend }) => Trend))
export const History = later(() => more().then(({ History }) => History), 120)
export const Events = later(() => more().then(({ Events }) => Events), 120)
