import { readFileSync } from 'node:fs'
import type { Logged } from '../../drivers/hosts/byte-log.ts'

/** The judge: what the device heard, byte by byte, as its own process wrote it down. */
export function readLog(path: string): Logged[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Logged)
}

export interface HeardLine {
  /** ms of the computer's monotonic clock, at its last byte. */
  readonly at: number
  /** Without tag and checksum; `!` for a stop. */
  readonly text: string
  /** Of the request; its answer repeats it. */
  readonly tag?: string
}

/** Requests in the order of their bytes; a stop byte stands where it stood, also within a line. */
export function heardLines(log: readonly Logged[]): HeardLine[] {
  const lines: HeardLine[] = []
  let line = ''
  for (const { at, way, text } of log) {
    if (way === 'unplug') line = ''
    if (way !== 'in') continue
    for (const c of text) {
      if (c === '!') lines.push({ at, text: '!' })
      else if (c === '\n') {
        const match = /^([0-9A-F]{2}) (.*)\*[0-9A-F]{2}\r$/.exec(line)
        if (match) lines.push({ at, tag: match[1] as string, text: match[2] as string })
        line = ''
      } else line += c
    }
  }
  return lines
}

/** What was written to one property: `writes(lines, 'S')` are the targets, in order. */
export const writes = (lines: readonly HeardLine[], letter: string): number[] =>
  lines.flatMap(({ text }) => {
    const match = new RegExp(`^${letter} (-?[\\d.]+)$`).exec(text)
    return match ? [Number(match[1])] : []
  })
