export type { Port, Receiver } from './port.ts'
export { type Hosting, Sessions } from './sessions.ts'
