import type { Run } from '../row.ts'
import type { Contender, Stand } from './stand.ts'

/** Each stand once in each round, in turns; what came of it, by contender. */
export async function interleave<T>(
  { rounds, say }: Run,
  stands: readonly Stand[],
  measure: (stand: Stand) => Promise<T>
): Promise<Readonly<Record<Contender, readonly T[]>>> {
  const results: Record<Contender, T[]> = { ours: [], batch: [], bare: [] }
  for (let round = 0; round < rounds; round++) {
    say(`round ${round + 1}`)
    for (const stand of stands) results[stand.contender].push(await measure(stand))
  }
  return results
}

/** One figure of results: ours, and those limits that were measured. */
export function figures<T>(results: Readonly<Record<Contender, readonly T[]>>, of: (result: T) => number) {
  const limits: Record<string, number[]> = {}
  for (const name of ['batch', 'bare'] as const) if (results[name].length > 0) limits[name] = results[name].map(of)
  return { ours: results.ours.map(of), limits }
}
