import type { Ledger, Of } from './ledger.ts'
import type { Violation } from './violation.ts'

/**
 * S4 counted, of telemetry: each sample that a chart steps over was received, or is within the bounds of a point that stands
 * for it, or is declared lost; and these are what the device said.
 */
export function* S4samples({ history }: Ledger): Iterable<Violation> {
  const produced = new Map<string, number[]>()
  const stands = new Map<string, number>()
  for (const happening of history) {
    if (happening.is === 'sample') {
      const { epoch, stream, value } = happening
      const all = produced.get(`${epoch} ${stream}`)
      if (all) all.push(value)
      else produced.set(`${epoch} ${stream}`, [value])
    }
    if (happening.is !== 'block') continue
    const { at, session, chart, epoch, stream, last, totals } = happening
    const name = `${session} ${chart} ${epoch}`
    const why =
      wrongBlock(happening, stands.get(name) ?? totals.after, produced.get(`${epoch} ${stream}`) ?? []) ??
      (totals.received + totals.thinned + totals.lost === totals.last - totals.after
        ? undefined
        : `are counted otherwise: ${JSON.stringify(totals)}`)
    stands.set(name, last)
    if (why)
      yield { invariant: 'S4', at, sentence: `Samples of ${stream} to ${last} in chart ${chart} of ${session} ${why}.` }
  }
}

/** `from`: the sample that it had before; `said`: all of this stream, in their order. */
function wrongBlock(
  { last, lost, per, low, high }: Of<'block'>,
  from: number,
  said: readonly number[]
): string | undefined {
  if (last > said.length) return `do not exist: there are ${said.length}`
  if (last <= from) return `come again after ${from}`
  const first = from + lost
  const points = Math.ceil((last - first) / per)
  if (points !== low.length || points !== high.length) return `are ${low.length} points after ${from}, and ${lost} lost`
  for (let i = 0; i < points; i++) {
    const of = said.slice(first + i * per, Math.min(first + (i + 1) * per, last))
    if (low[i] === Math.min(...of) && high[i] === Math.max(...of)) continue
    return `say ${low[i]} to ${high[i]} of ${of.join(' ')}`
  }
  return undefined
}
