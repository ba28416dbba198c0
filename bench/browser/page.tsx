import { render } from 'preact'
import { daq, volts } from '../../test/widgets/daq.ts'
import { Chart as Ours } from '../../ui/widgets/chart/chart.tsx'
import { PanelContext } from '../../ui/widgets/panel.ts'
import { Readout } from '../../ui/widgets/readout/readout.tsx'
import { type Bare, bareReadouts } from './bare-readouts.ts'
import { type Truth, truth } from './truth.ts'
import { uplotAlone } from './uplot-alone.ts'

/** Readouts on the page, and points of each of the chart's lines. */
export const READOUTS = 500
export const POINTS = 10_000

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

const contenders: Readonly<Record<string, (root: HTMLElement) => Contender>> = {
  /** As a device's panel shows it: every frame brings a millisecond's sample for each that has passed. */
  chart(root) {
    const world = truth()
    mount(root, world, <Ours device="daq" about={daq} />)
    let last = world.session.serverNow()
    let n = 0
    const say = (count: number): void => {
      const times = Float64Array.from({ length: count }, (_, i) => last + i + 1)
      const low = Array.from({ length: 8 }, (_, c) => Float64Array.from(times, (_, i) => volts(n + i, c)))
      n += count
      last += count
      world.samples({ times, low })
    }
    last -= POINTS
    say(POINTS)
    return { update: now => now > last + 1 && say(Math.floor(now - last)), leave: () => render(null, root) }
  },
  uplot: root => uplotAlone(root, { points: POINTS, value: volts }),
  readouts(root) {
    const world = truth()
    mount(root, world, <Grid />)
    return { update: (now, frame) => world.values(READOUTS, now, frame), leave: () => render(null, root) }
  },
  bare(root) {
    const world = truth()
    mount(root, world, <Grid />)
    world.values(READOUTS, world.session.serverNow(), 0)
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
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(20, 1fr)' }}>
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
    const contender = contenders[name]?.(root)
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
    contender.leave()
    return took
  },
}
