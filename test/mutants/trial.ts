import { bundle, type Patch } from '../sim/bundle.ts'
import type { Found, Task } from '../sim/campaign.ts'
import { liveThroughAll } from '../sim/crew.ts'
import type { Feature } from '../sim/faults.ts'
import { type Mutant, NO_ASSERTIONS } from './mutants.ts'

/** Worlds that a mutant may live through before it counts as a survivor. */
const WORLDS = 100

export interface Trial {
  readonly worlds: number
  /** What gave it away first and what else fell in that world; none: it survived. */
  readonly killed?: { readonly seed: number; readonly by: Found; readonly fell: readonly string[] }
}

interface Experiment {
  readonly patches: readonly Patch[]
  readonly features: readonly Feature[]
  /** These many worlds at most. */
  readonly worlds?: number
  /** What must fall; else anything will do. */
  readonly upholds?: string
}

/**
 * Lives through worlds of one kind until history or bytes show a violation.
 * What the house itself says does not count.
 */
async function live({ patches, features, worlds = WORLDS, upholds }: Experiment): Promise<Trial> {
  const script = await bundle([...patches, NO_ASSERTIONS])
  let killed: Trial['killed']
  // Worlds end in an order that depends on the machine; of those under way at the first kill, the first counts.
  function* tasks(): Iterable<Task> {
    for (let seed = 1; seed <= worlds && !killed; seed++) yield { seed, features }
  }
  for await (const { seed, violations } of liveThroughAll(script, tasks())) {
    const by = violations.find(({ invariant }) => invariant === (upholds ?? invariant))
    if (!by || seed > (killed?.seed ?? seed)) continue
    killed = { seed, by, fell: [...new Set(violations.map(({ invariant }) => invariant))] }
  }
  return killed ? { worlds: killed.seed, killed } : { worlds }
}

export const tryMutant = ({ patches, covered, situation: features, upholds }: Mutant): Promise<Trial> =>
  live({ patches: [...patches, ...(covered?.patches ?? [])], features, upholds })

/** The guard alone is off, its cover is on. */
export const tryCovered = ({ patches, situation: features }: Mutant): Promise<Trial> =>
  live({ patches, features, worlds: 20 })

/** Nothing is off but the assertions: what kills this in the same worlds would prove nothing about the mutant. */
export const tryOriginal = ({ situation: features }: Mutant, { worlds }: Trial): Promise<Trial> =>
  live({ patches: [], features, worlds: worlds + 2 })
