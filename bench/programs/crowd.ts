/** Clients that read, many in one process. */
import { connect, type Socket } from 'node:net'
import { percentile } from '../judge.ts'
import { nowMs } from '../rig/clock.ts'
import { serve } from '../rig/program.ts'
import { agesOf, openReader, type Reader, type ReaderOptions } from '../rig/reader.ts'
import { accounted, type Sums } from '../rig/tally.ts'

interface Attach extends Pick<ReaderOptions, 'kind' | 'port' | 'stamped' | 'later'> {
  readonly count: number
  /** Where the device is told the credit, and how many samples it has said before. */
  readonly credit?: { readonly port: number; readonly said: number }
}

let readers: Reader[] = []
let credit: { readonly socket: Socket; readonly said: number; told: number } | undefined
let willTell = false

/** The least that any client has accounted for. */
const least = (): number =>
  readers.reduce((sum, { tally }) => Math.min(sum, accounted(tally)), Number.POSITIVE_INFINITY)

/** Once in each turn of the event loop, after all sockets were read. */
function tellSoon(): void {
  if (willTell || !credit) return
  willTell = true
  setImmediate(tell)
}

function tell(): void {
  willTell = false
  if (!credit) return
  const now = credit.said + least()
  if (now === credit.told) return
  credit.told = now
  credit.socket.write(`${now}\n`)
}

/** Connects some at a time: tickets are few. */
async function open(options: ReaderOptions, count: number): Promise<void> {
  for (let i = 0; i < count; i += 20) {
    const some = Array.from({ length: Math.min(20, count - i) }, (_, j) =>
      openReader({ ...options, verifies: options.verifies && i + j === 0 })
    )
    readers.push(...(await Promise.all(some)))
  }
}

function sums(): Sums {
  const total: Sums = { received: 0, thinned: 0, lost: 0, faults: [] }
  for (const { tally, bye } of readers) {
    total.received += tally.received
    total.thinned += tally.thinned
    total.lost += tally.lost
    total.faults.push(...tally.faults, ...(bye === undefined ? [] : [bye]))
  }
  return total
}

/** When it read the first sample at most so old. */
async function firstCurrent(reader: Reader, most: number): Promise<number> {
  for (;;) {
    for (const read of reader.reads) if (agesOf([read]).some(age => age <= most)) return read.at
    await new Promise(resolve => setTimeout(resolve, 2))
  }
}

const calls = serve({
  /** The first of them verifies. */
  async attach({ count, credit: wanted, ...options }: Attach) {
    readers = []
    await open({ ...options, verifies: true, counted: tellSoon }, count)
    if (!wanted) return
    const socket = connect(wanted.port, '127.0.0.1').setNoDelay()
    credit = { socket, said: wanted.said, told: -1 }
    tell()
  },
  sums,
  /** Resolves once each has accounted for so many. */
  async accounted(count: number) {
    while (least() < count) await new Promise(resolve => setTimeout(resolve, 5))
  },
  /** How old the samples were that were read since this was last asked, ms. */
  ages() {
    const ages = Float64Array.from(readers.flatMap(reader => agesOf(reader.reads.splice(0)))).sort()
    return { count: ages.length, p50: percentile(ages, 50), p99: percentile(ages, 99) }
  },
  pause(hangs: boolean) {
    for (const reader of readers) reader.pause(hangs)
  },
  resume() {
    for (const reader of readers) reader.resume()
  },
  /** Reads again; resolves with how long it took until each had read a sample at most so old, ms. */
  async current(most: number) {
    const began = nowMs()
    for (const reader of readers) {
      reader.reads.length = 0
      reader.resume()
    }
    let last = began
    for (const reader of readers) last = Math.max(last, await firstCurrent(reader, most))
    return last - began
  },
  detach() {
    credit?.socket.end()
    credit = undefined
    for (const reader of readers) reader.close()
    readers = []
  },
})
export type CrowdCalls = typeof calls
