import type { FileNeed } from './driver.ts'
import { lines } from './framing.ts'

/** Longest request and longest answer, characters. */
const LONGEST = 16 * 1024
/** Most bytes of one file. */
const MOST = 8 * 1024

/**
 * How files are asked for, as a conversation like any other. Spoken by the transport `file` and by simulators alike:
 *
 *   07 read 64 /proc/uptime /proc/loadavg
 */
export const framing = lines({ end: '\n', longest: LONGEST, tag: 'hex2' })

export const refusal = /^ERR (?<why>.+)$/

export type FileRequest =
  /** The first `most` bytes of every file that fits one of the patterns. */
  | { readonly ask: 'read'; readonly most: number; readonly patterns: readonly string[] }
  | { readonly ask: 'size'; readonly disk: string }

/** Bytes of a file system: all, and what is left for anybody but root. */
export interface DiskSize {
  readonly total: number
  readonly free: number
  readonly available: number
}

/** What is asked for; a text is the reason why it may not be. Whether a link leads out of the roots only the files know. */
export function requestOf(text: string, { roots, disks }: Pick<FileNeed, 'roots' | 'disks'>): FileRequest | string {
  const [ask, first = '', ...rest] = text.split(' ')
  if (ask === 'size') {
    if (rest.length > 0 || !disks.includes(first)) return `the size of ${shown(first)} is not this driver's to ask`
    return { ask, disk: first }
  }
  const most = Number(first)
  if (ask !== 'read' || !/^\d+$/.test(first) || rest.length === 0)
    return `"${shown(text)}" is no request; "read 64 /proc/uptime" and "size /" are`
  if (most < 1 || most > MOST) return `${shown(first)} bytes of a file cannot be had; 1 to ${MOST} can`
  const outside = rest.find(path => !roots.some(root => lies(path, root)))
  if (outside !== undefined) return `${shown(outside)} is outside of ${roots.join(' and ')}`
  return { ask, most, patterns: rest }
}

/** Below the root or the root itself, without a step that leads back up. */
export const lies = (path: string, root: string): boolean =>
  (path === root || path.startsWith(`${root}/`)) && !path.split('/').includes('..')

/** Of what was found, by path; what is not there is not in it. */
export function answerTo(found: Readonly<Record<string, string | DiskSize>>): string {
  // Escapes every end of a line; a character is a byte, in the files as in the framing.
  const answer = JSON.stringify(found)
  const most = LONGEST - '07 '.length
  return answer.length <= most ? answer : refused(`the answer has ${answer.length} characters, ${most} are the most`)
}

export const refused = (why: string): string => `ERR ${why}`

/** A path or a part of one; `*` is any number of characters but `/`. */
export function fits(pattern: string): RegExp {
  const parts = pattern.split('*').map(part => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`)
}

const shown = (text: string): string => text.slice(0, 80)
