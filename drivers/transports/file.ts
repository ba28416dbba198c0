import { constants } from 'node:fs'
import { type FileHandle, open, readdir, realpath, statfs } from 'node:fs/promises'
import type { FileNeed } from '../driver.ts'
import { answerTo, type DiskSize, type FileRequest, fits, framing, lies, refused, requestOf } from '../files.ts'
import { LinkError, type Transport, type TransportListener } from './transport.ts'

export interface FileOptions extends Pick<FileNeed, 'roots' | 'disks'> {
  /** A folder that stands for `/`. */
  readonly base?: string
}

/** Requests that may wait for the one under way. */
const MOST_WAITING = 64
/** Files that one pattern may fit. */
const MOST_FILES = 512

/** Is answered, and the link stays: this one request goes too far. */
class Refusal extends Error {}

/**
 * The files in which the system tells of itself, read and never written. One request at a time, over all lives of the
 * link: a file system that hangs holds up one thread of this process, however often it is asked.
 */
export class FileTransport implements Transport {
  readonly where = 'this computer'
  readonly #options: FileOptions
  readonly #base: string
  readonly #decoder = framing.decoder()
  #listener: TransportListener | undefined
  /** The roots without links: where a file really lies is compared with these. */
  #roots: readonly string[] = []
  #turn: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(options: FileOptions) {
    this.#options = options
    this.#base = options.base ?? ''
  }

  async open(listener: TransportListener): Promise<void> {
    if (this.#listener)
      throw new LinkError('busy', 'The files of this computer are open here already; close them first.')
    this.#listener = listener
    this.#decoder.reset()
    const { roots } = this.#options
    const found = await Promise.all(roots.map(root => realpath(this.#base + root).catch(() => undefined)))
    if (this.#listener !== listener)
      throw new LinkError('failed', 'The files were closed while they were being opened.')
    this.#roots = found.filter(root => root !== undefined)
    if (this.#roots.length > 0) return
    this.#listener = undefined
    throw new LinkError('missing', `There is no ${roots.join(' and no ')} on this computer. This needs Linux.`)
  }

  write(bytes: Uint8Array): void {
    const listener = this.#listener
    if (!listener) return
    for (const { text, tag } of this.#decoder.push(bytes)) {
      const say = (answer: string): void => {
        if (this.#listener === listener) listener.heard(framing.encode(answer, tag))
      }
      if (this.#waiting >= MOST_WAITING) queueMicrotask(() => say(refused('too much was asked at once')))
      else this.#queue(listener, text, say)
    }
  }

  async close(): Promise<void> {
    this.#listener = undefined
  }

  #queue(listener: TransportListener, text: string, say: (answer: string) => void): void {
    this.#waiting++
    this.#turn = this.#turn.then(async () => {
      this.#waiting--
      if (this.#listener !== listener) return
      say(await this.#answer(text))
    })
  }

  async #answer(text: string): Promise<string> {
    const request = requestOf(text, this.#options)
    if (typeof request === 'string') return refused(request)
    try {
      return answerTo(request.ask === 'size' ? await this.#size(request.disk) : await this.#read(request))
    } catch (error) {
      return refused((error as Error).message)
    }
  }

  async #read({ most, patterns }: FileRequest & { ask: 'read' }): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const pattern of patterns)
      for (const path of await this.#find(pattern)) {
        const text = await this.#head(path, most)
        if (text !== undefined) found[path] = text
      }
    return found
  }

  /** Paths that may be there. */
  async #find(pattern: string): Promise<readonly string[]> {
    let paths = ['']
    for (const part of pattern.split('/').slice(1)) {
      if (!part.includes('*')) paths = paths.map(path => `${path}/${part}`)
      else {
        const fit = fits(part)
        const names = await Promise.all(paths.map(path => this.#list(path)))
        paths = paths.flatMap(
          (path, i) => names[i]?.filter(name => fit.test(name)).map(name => `${path}/${name}`) ?? []
        )
      }
      if (paths.length > MOST_FILES) throw new Refusal(`more than ${MOST_FILES} files fit ${pattern}`)
    }
    return paths
  }

  async #list(path: string): Promise<readonly string[]> {
    const real = await this.#real(path)
    return real === undefined ? [] : (await readdir(real).catch(() => [])).sort()
  }

  /** Where it really lies; undefined where there is nothing. */
  async #real(path: string): Promise<string | undefined> {
    const real = await realpath(this.#base + path).catch(() => undefined)
    if (real === undefined || this.#roots.some(root => lies(real, root))) return real
    throw new Refusal(`${path} leads out of ${this.#options.roots.join(' and ')}`)
  }

  async #head(path: string, most: number): Promise<string | undefined> {
    const real = await this.#real(path)
    if (real === undefined) return undefined
    let file: FileHandle | undefined
    try {
      // Without waiting: a pipe, or a log of the kernel, would keep its reader until somebody writes.
      file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK)
      return (await file.stat()).isFile() ? await firstOf(file, most) : undefined
    } catch {
      // It vanished (what it tells of was unplugged), it cannot tell just now, or it is not for everybody: it says nothing.
      return undefined
    } finally {
      await file?.close().catch(() => {})
    }
  }

  async #size(disk: string): Promise<Record<string, DiskSize>> {
    const found = await statfs(this.#base + disk).catch(() => undefined)
    if (!found) return {}
    const { bsize, blocks, bfree, bavail } = found
    return { [disk]: { total: blocks * bsize, free: bfree * bsize, available: bavail * bsize } }
  }
}

/** The kernel tells in pieces: until there is enough, or no more. */
async function firstOf(file: FileHandle, most: number): Promise<string> {
  const buffer = Buffer.alloc(most)
  let length = 0
  while (length < most) {
    const { bytesRead } = await file.read(buffer, length, most - length, null)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.toString('latin1', 0, length)
}
