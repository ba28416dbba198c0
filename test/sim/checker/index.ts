import type { Kept } from '../history.ts'
import { I1, I2, I4, I7, I8 } from './acts.ts'
import { I10 } from './basis.ts'
import { oneStallsNobody, S5, slowIsNamed } from './flow.ts'
import { Ledger } from './ledger.ts'
import { L3, L5, L7, L8, S4, S6 } from './pages.ts'
import * as rules from './rules.ts'
import { L2, S1, S2, S3 } from './state.ts'
import { S4samples } from './streams.ts'
import type { Check, Violation } from './violation.ts'
import { I5, I6, I9, I11, L1 } from './words.ts'

export { Ledger } from './ledger.ts'
export type { Violation } from './violation.ts'

export const CHECKS: Readonly<Record<string, Check>> = {
  I1, I2, I4, I5, I6, I7, I8, I9, I10, I11, S1, S2, S3, S4, S5, S6, L1, L2, L3, L5, L7, L8,
  S4samples, slowIsNamed, oneStallsNobody, ...rules,
} // biome-ignore format: a list of names

/** Named in the protocol, and not in this world. */
export const UNSERVED = {
  I3: 'leases', S7: 'leases', L4: 'leases', L6: 'holds', 'X1 X2 X3': 'the gateway, tested with it',
} // biome-ignore format: a list of names

export interface Verdict {
  readonly violations: readonly Violation[]
  /** What threw that should not have: the house asserts some invariants itself. */
  readonly thrown: readonly string[]
  readonly ledger: Ledger
}

/** Reads a history from one end to the other, once for each invariant. */
export function judge(history: readonly Kept[]): Verdict {
  const ledger = new Ledger(history)
  const violations = Object.values(CHECKS).flatMap(check => [...check(ledger)])
  violations.sort((a, b) => a.at - b.at)
  const thrown = history.flatMap(happening =>
    happening.is === 'thrown' ? [`${happening.where}: ${happening.error}`] : []
  )
  return { violations, thrown, ledger }
}
