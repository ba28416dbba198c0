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
    hash: '102735a68d2b2486b9b7427a937b283ecc9efc8423f5de70551bfc7cf8d0c2a6',
    why: 'first form: state, commands, stop',
  },
  {
    version: 1,
    hash: 'd019d58c5a4a8dc1b1e0c675d4aad5dff2453710ff27b6e08e2a319c736ef9e3',
    why: 'telemetry: class, maxHz, depth and after of sub, granted, tele; an older page never asks for it',
  },
  {
    version: 1,
    hash: '6b3fa56739c4e6a8bc4e909515f37d7e4dfeb3dc7bae3f42f298728e50e62124',
    why: 'input of actions in cmd, raw of calibrated values; an older page sends no input and skips what it does not know',
  },
]
