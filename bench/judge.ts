import type { Budget, Measurement } from './row.ts'

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) throw new RangeError('There is no median of nothing.')
  return { median: percentile(sorted, 50), least: sorted[0] as number, most: sorted[sorted.length - 1] as number }
}

/** @param sorted ascending */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const at = (percent / 100) * (sorted.length - 1)
  const below = sorted[Math.floor(at)] as number
  const above = sorted[Math.ceil(at)] as number
  return below + (above - below) * (at - Math.floor(at))
}

export interface Judged {
  readonly ours: Spread
  readonly limits: Readonly<Record<string, Spread>>
  /** Ours as a multiple of each limit, round by round: what disturbs a round disturbs both. */
  readonly ratios: Readonly<Record<string, Spread>>
  readonly within?: boolean
}

export function judge({ what, ours, limits = {}, budget }: Measurement): Judged {
  for (const [name, values] of Object.entries(limits)) {
    if (values.length !== ours.length)
      throw new RangeError(`${what}: ours and ${name} were not measured equally often.`)
  }
  const each = <T>(of: (values: readonly number[]) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(limits).map(([name, values]) => [name, of(values)]))
  const compared = (of: (mine: number, limit: number) => number) => (values: readonly number[]) =>
    spread(ours.map((mine, i) => of(mine, values[i] as number)))
  const judged = { ours: spread(ours), limits: each(spread), ratios: each(compared((a, b) => a / b)) }
  if (!budget) return judged
  return { ...judged, within: isWithin(budget, { ...judged, excess: each(compared((a, b) => a - b)) }) }
}

function isWithin(budget: Budget, judged: Judged & { excess: Record<string, Spread> }): boolean {
  if ('least' in budget) return medianOf(judged.ratios, budget.times) >= budget.least
  if ('times' in budget) return medianOf(judged.ratios, budget.times) <= budget.most
  if ('above' in budget) return medianOf(judged.excess, budget.above) <= budget.most
  return judged.ours.median <= budget.most
}

function medianOf(spreads: Readonly<Record<string, Spread>>, limit: string): number {
  const found = spreads[limit]
  if (!found) throw new RangeError(`The budget names the limit "${limit}", which was not measured.`)
  return found.median
}
