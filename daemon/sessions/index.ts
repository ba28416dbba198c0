export type { Port, Receiver } from './port.ts'
export { Sessions } from './sessions.ts'
