export { describe } from './describe.ts'
export { Owner } from './owner.ts'
export type { Log, Ownership, Recorded } from './ownership.ts'
