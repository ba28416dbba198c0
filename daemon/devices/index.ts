export { describe } from './describe.ts'
export { type Log, Owner, type Ownership, type Recorded } from './owner.ts'
