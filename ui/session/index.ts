/** `lockstep/client`: the page's end of the wire, for pages and programs. */
export type * from './api.ts'
export { openSession } from './session.ts'
export { type WebOptions, type WebWorld, webSurroundings } from './web.ts'
