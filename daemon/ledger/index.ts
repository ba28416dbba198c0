export { FolderError, takeFolder } from './folder.ts'
export { type Complain, Ledger } from './ledger.ts'
