/** A client that commands. */
import { setTimeout as sleep } from 'node:timers/promises'
import { nowMs } from '../rig/clock.ts'
import { bareOperator, type Ending, type Operator, PageOperator } from '../rig/operator.ts'
import { serve } from '../rig/program.ts'
import type { Kind } from '../rig/tally.ts'

let operator: Operator

const DONE: ReadonlySet<string> = new Set(['done', 'doneUnverified'])
const ENDS: ReadonlySet<string> = new Set([...DONE, 'superseded'])
/** What may become of it when the same person presses Stop meanwhile. */
const STOPPED: ReadonlySet<string> = new Set([...ENDS, 'stopped', 'latched', 'staleStop', 'unknown'])

/** A value unlike the one before, within the range. */
let sets = 0
const nextVolts = (): number => Number(((++sets % 19_999) / 1_000 - 9.999).toFixed(3))

/** Keeps so many commands in flight until it is told to end; resolves with what became of them. */
function keepBusy(inFlight: number, lawful: ReadonlySet<string>) {
  const count = { ended: 0, released: 0 }
  let busy = true
  let flying = 0
  let finish: (value: typeof count) => void
  let fail: (error: Error) => void
  const over = new Promise<typeof count>((resolve, reject) => {
    finish = resolve
    fail = reject
  })
  const next = (): void => {
    flying++
    operator.set(nextVolts(), ({ how, released, sentence }: Ending) => {
      flying--
      if (!lawful.has(how)) fail(new Error(`A command ended "${how}": ${sentence}`))
      count.ended++
      if (released) count.released++
      // Who is told that all is stopped asks again a little later.
      if (busy && (how === 'latched' || how === 'staleStop')) setTimeout(again, 2)
      else again()
    })
  }
  const again = (): void => {
    if (busy) next()
    else if (flying === 0) finish(count)
  }
  for (let i = 0; i < inFlight; i++) next()
  return {
    count,
    end: () => {
      busy = false
      return over
    },
  }
}

const calls = serve({
  async open({ kind, port }: { kind: Kind; port: number }) {
    operator = await (kind === 'ours' ? PageOperator.open(port) : bareOperator(port))
  },
  /** How long each took, one after the other, ms. */
  async roundTrips(count: number) {
    const took: number[] = []
    for (let i = 0; i < count; i++) {
      const began = nowMs()
      const { how, sentence } = await new Promise<Ending>(resolve => operator.set(nextVolts(), resolve))
      took.push(nowMs() - began)
      if (!DONE.has(how)) throw new Error(`A command ended "${how}": ${sentence}`)
    }
    return took
  },
  async flood({ inFlight, warm, ms }: { inFlight: number; warm: number; ms: number }) {
    const busy = keepBusy(inFlight, ENDS)
    await sleep(warm)
    const began = nowMs()
    const before = { ...busy.count }
    await sleep(ms)
    const { ended, released } = busy.count
    const seconds = (nowMs() - began) / 1_000
    await busy.end()
    return { ended: (ended - before.ended) / seconds, released: (released - before.released) / seconds }
  },
  /** Presses Stop again and again while it commands; when each was sent, and what the daemon says how long it took. */
  async stops({ inFlight, count }: { inFlight: number; count: number }) {
    const page = operator as PageOperator
    const busy = keepBusy(inFlight, STOPPED)
    const stops: { sent: number; wrote: number }[] = []
    for (let i = 0; i < count; i++) {
      await sleep(5 + (i % 7))
      const sent = nowMs()
      stops.push({ sent, wrote: await page.stop() })
      await page.rearm()
    }
    await busy.end()
    return stops
  },
  close: () => operator.close(),
})
export type OperatorCalls = typeof calls
