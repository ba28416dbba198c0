import { LIMITS } from '../../protocol/index.ts'
import type { Ring } from './ring.ts'

/**
 * The frames that bring a reader from sample `after` to the newest; every sample in between is in one of them, or
 * counted in one. Who is not far behind gets all as they are. Else the newest so, and before them the lowest and the
 * highest of each so many: a reader is current at once, and no peak is lost on the way.
 */
export function teleFrames(stream: string, ring: Ring, after: number): string[] {
  const { first, last, channels } = ring
  if (after >= last) return []
  const lost = Math.max(0, first - 1 - after)
  const asTheyAre = Math.max(1, Math.floor(LIMITS.teleFrame / (channels + 1)))
  const near = (last - after - lost) * (channels + 1) <= LIMITS.teleFlush
  const frames: string[] = []
  let span: Span = { stream, n0: after + 1, n1: last, lost }
  if (!near) {
    frames.push(...thinned(ring, { ...span, n1: last - asTheyAre }))
    span = { stream, n0: last - asTheyAre + 1, n1: last, lost: 0 }
  }
  for (let { n0 } = span; n0 <= last; ) {
    const gone = n0 === span.n0 ? span.lost : 0
    const n1 = Math.min(last, n0 + gone + asTheyAre - 1)
    frames.push(raw(ring, { stream, n0, n1, lost: gone }))
    n0 = n1 + 1
  }
  return frames
}

interface Span {
  readonly stream: string
  readonly n0: number
  readonly n1: number
  /** So many of its first are gone. */
  readonly lost: number
}

function raw(ring: Ring, span: Span): string {
  const from = span.n0 + span.lost
  let values = ''
  for (let channel = 0; channel < ring.channels; channel++) {
    const column: number[] = []
    for (let n = from; n <= span.n1; n++) column.push(ring.value(n, channel))
    values += `${channel === 0 ? '[' : ',['}${column.join()}]`
  }
  return `${head(span)}${times(ring, span, 1)},"v":[${values}]}`
}

/** As fine as all frames of a flush have room for, in frames of which each is short. */
function thinned(ring: Ring, span: Span): string[] {
  const { stream, n1, lost } = span
  const numbers = 2 * ring.channels + 1
  const most = Math.max(LIMITS.teleFrame, LIMITS.teleFlush - LIMITS.teleFrame)
  // Never one: what is thinned does not pass for a sample.
  const per = Math.max(2, Math.ceil(((n1 - span.n0 - lost + 1) * numbers) / most))
  const whole = per * Math.max(1, Math.floor(LIMITS.teleFrame / numbers))
  const frames: string[] = []
  for (let n0 = span.n0; n0 <= n1; ) {
    const gone = n0 === span.n0 ? lost : 0
    const end = Math.min(n1, n0 + gone + whole - 1)
    frames.push(bounds(ring, { stream, n0, n1: end, lost: gone }, per))
    n0 = end + 1
  }
  return frames
}

function bounds(ring: Ring, span: Span, per: number): string {
  const low: number[][] = []
  const high: number[][] = []
  for (let channel = 0; channel < ring.channels; channel++) {
    const of = boundsOf(ring, span, { channel, per })
    low.push(of.low)
    high.push(of.high)
  }
  const points = `,"low":${JSON.stringify(low)},"high":${JSON.stringify(high)}`
  return `${head(span)},"per":${per}${times(ring, span, per)}${points}}`
}

function boundsOf(ring: Ring, { n0, n1, lost }: Span, { channel, per }: { channel: number; per: number }) {
  const low: number[] = []
  const high: number[] = []
  for (let from = n0 + lost; from <= n1; from += per) {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (let n = from; n <= Math.min(from + per - 1, n1); n++) {
      const value = ring.value(n, channel)
      if (value < least) least = value
      if (value > most) most = value
    }
    low.push(least)
    high.push(most)
  }
  return { low, high }
}

const head = ({ stream, n0, n1, lost }: Span): string =>
  `{"t":"tele","stream":${JSON.stringify(stream)},"n0":${n0},"n1":${n1},"lost":${lost}`

/** Whole microseconds, so that steps add up exactly; one number where they are all the same. */
function times(ring: Ring, { n0, n1, lost }: Span, per: number): string {
  const begin = Math.round(ring.time(n0 + lost) * 1_000)
  const steps: number[] = []
  let before = begin
  let even = true
  for (let n = n0 + lost + per; n <= n1; n += per) {
    const time = Math.round(ring.time(n) * 1_000)
    steps.push(time - before)
    even &&= steps[0] === time - before
    before = time
  }
  return `,"time":${begin / 1_000},"dt":${even ? (steps[0] ?? 0) : `[${steps.join()}]`}`
}
