/**
 * The version of the wire and its history. A test pins the hash of all schemas
 * to the newest line here: the wire cannot change by accident, and whoever
 * changes it on purpose says why in one line.
 */
export const PROTOCOL_VERSION = 1

/** Name of the WebSocket subprotocol of this version. */
export const SUBPROTOCOL = `lockstep.${PROTOCOL_VERSION}`

export interface Change {
  readonly version: number
  readonly hash: string
  readonly why: string
}

export const HISTORY: readonly Change[] = [
  {
    version: 1,
    hash: '303a03f23677efb3042646fc9cc7be69caa74f2747915ac6a7d7a189fbedfd64',
    why: 'first form: state, commands, stop',
  },
]
