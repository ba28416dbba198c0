import type { IncomingMessage } from 'node:http'

/** Longest body of a request, bytes. */
const LONGEST = 4_096

/** The text of a request; undefined when it is too long. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = []
  let length = 0
  // Not destroyed when it is left early: who sent too much is told so first.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > LONGEST) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
