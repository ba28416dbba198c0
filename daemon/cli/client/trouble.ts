/** It could not be done; the message says why and what to do. */
export class Trouble extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = CODES.refused) {
    super(message)
    this.name = 'Trouble'
    this.exitCode = exitCode
  }
}

/** As in sysexits.h, but for the first two. */
export const CODES = { done: 0, refused: 1, noDaemon: 69, notAllowed: 77 } as const
