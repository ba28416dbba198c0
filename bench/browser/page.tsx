import { render } from 'preact'
import { daq, volts } from '../../test/widgets/daq.ts'
import { Chart as Ours } from '../../ui/widgets/chart/chart.tsx'
import { PanelContext } from '../../ui/widgets/panel.ts'
import { Readout } from '../../ui/widgets/readout/readout.tsx'
import { type Bare, bareReadouts } from './bare-readouts.ts'
import { wrongWith } from './looks.ts'
import { type Truth, truth } from './truth.ts'
import { uplotAlone } from './uplot-alone.ts'

/** Readouts on the page, and points of each of the chart's lines. */
const READOUTS = 500
const POINTS = 10_000
/** Between two samples of the chart, ms: so many points are a minute. */
const PERIOD = 60_000 / POINTS

/** What is measured: it is put on the page, brought up to date once a frame, and taken away. */
interface Contender {
  /** With the time and the number of the frame. */
  update(now: number, frame: number): void
  leave(): void
}

declare global {
  interface Window {
    bench: { measure(name: string, frames: number): Promise<number> }
  }
}

const contenders: Readonly<Record<string, (root: HTMLElement) => Contender | Promise<Contender>>> = {
  /** As a device's panel shows it, a minute wide, and full. */
  chart(root) {
    const world = truth()
    mount(root, world, <Ours device="daq" about={daq} />)
    root.querySelector<HTMLElement>('.chart-spans button')?.click()
    let last = world.session.serverNow()
    let n = 0
    const say = (count: number): void => {
      const times = Float64Array.from({ length: count }, (_, i) => last + (i + 1) * PERIOD)
      const low = Array.from({ length: 8 }, (_, c) => Float64Array.from(times, (_, i) => volts(n + i, c)))
      n += count
      last += count * PERIOD
      world.samples({ times, low })
    }
    last -= POINTS * PERIOD
    say(POINTS)
    return { update: now => say(Math.max(0, Math.floor((now - last) / PERIOD))), leave: () => render(null, root) }
  },
  uplot: root => uplotAlone(root, { points: POINTS, period: PERIOD, value: volts }),
  readouts(root) {
    const world = truth()
    mount(root, world, <Grid />)
    return { update: (now, frame) => world.values(READOUTS, now, frame), leave: () => render(null, root) }
  },
  async bare(root) {
    const world = truth()
    mount(root, world, <Grid />)
    world.values(READOUTS, world.session.serverNow(), 0)
    await nextFrame()
    const html = root.innerHTML
    render(null, root)
    const bare: Bare = bareReadouts(root, html)
    return { update: (_, frame) => bare.values(frame), leave: () => root.replaceChildren() }
  },
}

function mount(root: HTMLElement, { panel }: Truth, children: preact.JSX.Element): void {
  render(<PanelContext.Provider value={panel}>{children}</PanelContext.Provider>, root)
}

const PROPERTY = {
  title: 'Temperature',
  type: 'number',
  unit: 'Cel',
  precision: 0.1,
  range: [0, 400],
  staleAfter: 1_000,
} as const

function Grid() {
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(20, minmax(0, 1fr))' }}>
      {Array.from({ length: READOUTS }, (_, i) => (
        <Readout key={i} name={`r.x${i}`} property={PROPERTY} />
      ))}
    </div>
  )
}

const nextFrame = () => new Promise<number>(resolve => requestAnimationFrame(resolve))

/** Marks begin and end of what counts, after a second in which it may warm up. */
window.bench = {
  async measure(name, frames) {
    const root = document.getElementById('root') as HTMLElement
    const contender = await contenders[name]?.(root)
    if (!contender) throw new Error(`There is no ${name}.`)
    const run = async (count: number) => {
      for (let frame = 0; frame < count; frame++) contender.update(await nextFrame(), frame)
    }
    await run(60)
    console.debug('begin')
    const began = performance.now()
    await run(frames)
    const took = performance.now() - began
    console.debug('end')
    await nextFrame()
    const wrong = wrongWith(root, frames - 1)
    contender.leave()
    if (wrong !== undefined) throw new Error(`${name}: ${wrong}`)
    return took
  },
}
