export { takeFolder } from './folder.ts'
export { Ledger } from './ledger.ts'
