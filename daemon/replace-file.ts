import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a file as a whole: whenever the power goes, either the old or the
 * new one is there. On the disk when it returns, its name included.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = freshOf(path)
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/**
 * As `replaceFile`, for when nothing may happen before it is done. A `replaceFile` under way
 * loses its file, so that it cannot come last with older words.
 */
export function replaceFileNow(path: string, text: string): void {
  rmSync(freshOf(path), { force: true })
  const fresh = `${path}.now`
  syncing(fresh, 'w', fd => writeFileSync(fd, text))
  renameSync(fresh, path)
  syncing(dirname(path), 'r', () => {})
}

/** One writer per folder (see ledger/folder.ts): the name need not be unique, and what a crash leaves is overwritten. */
const freshOf = (path: string): string => `${path}.new`

function syncing(path: string, flags: string, fn: (fd: number) => void): void {
  const fd = openSync(path, flags, 0o600)
  try {
    fn(fd)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
