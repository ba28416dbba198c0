import type { Ledger } from './ledger.ts'

export interface Violation {
  /** Name as in the protocol's table of invariants. */
  readonly invariant: string
  readonly at: number
  readonly sentence: string
  /** The command that it is about, if one. */
  readonly command?: string
}

/** Looks for violations of one invariant in a history. */
export type Check = (ledger: Ledger) => Iterable<Violation>
