import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Complain } from './ledger.ts'

/** The data folder cannot be had; the message says why and what to do. */
class FolderError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.name = 'FolderError'
    this.exitCode = exitCode
  }
}

/**
 * Makes the data folder and takes it for this process alone: two daemons with one
 * ledger would forget each other's stops. Returns what gives it back.
 */
export function takeFolder(folder: string, complain: Complain): () => void {
  const lock = join(folder, 'lock')
  const mine = `${process.pid} ${birthOf(process.pid)}\n`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    let attempts = 3
    while (!create(lock, mine)) {
      if (attempts-- === 0) throw new Error(`${lock} can be neither made nor removed`)
      removeStale(lock, folder)
    }
  } catch (error) {
    if (error instanceof FolderError) throw error
    return notTaken(error as NodeJS.ErrnoException, folder, complain)
  }
  return () => {
    if (read(lock) === mine) rmSync(lock, { force: true })
  }
}

/** A disk that takes nothing any more must not keep a machine from being operated, least of all stopped. */
function notTaken(error: NodeJS.ErrnoException, folder: string, complain: Complain): () => void {
  if (!['EROFS', 'ENOSPC', 'EDQUOT', 'EACCES', 'EPERM'].includes(error.code ?? '') || !isFolder(folder)) {
    const what = `The data folder ${folder} cannot be used: ${error.message}.`
    throw new FolderError(`${what} Choose another one with --data DIR.`, 73)
  }
  complain(
    `The data folder ${folder} cannot be written: ${error.message}. Lockstep runs without it: ` +
      'a stop would not survive a restart, and a second daemon would not be noticed.'
  )
  return () => {}
}

const isFolder = (path: string): boolean => {
  try {
    mkdirSync(path, { recursive: true })
    return true
  } catch {
    return false
  }
}

function create(lock: string, text: string): boolean {
  const fresh = `${lock}.${process.pid}`
  writeFileSync(fresh, text, { mode: 0o600 })
  try {
    // A link appears with its text in it; a file opened for writing would be empty for a moment.
    linkSync(fresh, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(fresh, { force: true })
  }
}

function removeStale(lock: string, folder: string): void {
  const found = read(lock)
  if (found === undefined) return
  const [pid, birth] = found.trim().split(' ')
  if (birth !== undefined && birth !== '' && birthOf(Number(pid)) === birth) {
    throw new FolderError(
      `The data folder ${folder} is in use by another Lockstep (process ${pid}). ` +
        'Stop that one first, or give this one a folder of its own with --data DIR (and --port N).',
      75
    )
  }
  const aside = `${lock}.stale-${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  // Somebody may have been faster, and this is their fresh one: it goes back.
  if (read(aside) !== found) linkSync(aside, lock)
  rmSync(aside, { force: true })
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * When a process was born: boot of the system and ticks since. A number of a process alone is given to
 * another one some day, most likely right after a reboot. '' when there is no such process.
 */
function birthOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`)
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim()
  // The second field is a name in brackets, in which anything may stand.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const dead = fields === undefined || fields[0] === 'Z'
  return dead ? '' : `${boot}/${fields[19]}`
}
