export { describe } from './describe.ts'
export { Owner, type Ownership, type Recorded } from './owner.ts'
