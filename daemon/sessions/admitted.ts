import type { Person } from '../core/index.ts'

/** Who may come in with a ticket. */
export interface Admitted {
  readonly person?: Person
  /** What let them in: access control knows whether it still does. */
  readonly pass?: string
  /** Address that they come from, for the audit. */
  readonly from?: string
}
