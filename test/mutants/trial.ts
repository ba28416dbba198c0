import { bundle, type Patch } from '../sim/bundle.ts'
import type { Found, Task } from '../sim/campaign.ts'
import { liveThroughAll } from '../sim/crew.ts'
import type { Feature } from '../sim/faults.ts'
import { type Mutant, NO_ASSERTIONS } from './mutants.ts'

/** Worlds that a mutant may live through before it counts as a survivor. */
const WORLDS = 40

export interface Trial {
  readonly worlds: number
  /** What gave it away, and in which world; none: it survived. */
  readonly killed?: { readonly seed: number; readonly by: Found }
}

/**
 * Lives through worlds of one kind until history or bytes show a violation. What the house itself says does not count.
 * @param worlds these many at most
 */
async function live(patches: readonly Patch[], features: readonly Feature[], worlds = WORLDS): Promise<Trial> {
  const script = await bundle([...patches, NO_ASSERTIONS])
  let killed: { seed: number; by: Found } | undefined
  // Worlds end in an order that depends on the machine; of those under way at the first kill, the first counts.
  function* tasks(): Iterable<Task> {
    for (let seed = 1; seed <= worlds && !killed; seed++) yield { seed, features }
  }
  for await (const { seed, violations } of liveThroughAll(script, tasks())) {
    const [by] = violations
    if (by && seed < (killed?.seed ?? Number.POSITIVE_INFINITY)) killed = { seed, by }
  }
  return killed ? { worlds: killed.seed, killed } : { worlds }
}

export const tryMutant = ({ patches, covered, situation }: Mutant): Promise<Trial> =>
  live([...patches, ...(covered?.patches ?? [])], situation)

/** The guard alone is off, its cover is on. */
export const tryCovered = ({ patches, situation }: Mutant): Promise<Trial> => live(patches, situation, WORLDS / 2)

/** Nothing is off but the assertions: what kills this in the same worlds would prove nothing about the mutant. */
export const tryOriginal = ({ situation }: Mutant, { worlds }: Trial): Promise<Trial> => live([], situation, worlds + 2)
