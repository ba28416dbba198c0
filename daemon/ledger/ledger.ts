import { randomBytes } from 'node:crypto'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Latch, STATION } from '../core/index.ts'
import { replaceFile, replaceFileNow } from '../replace-file.ts'
import { type Contents, parseContents } from './contents.ts'

/** Says loudly what could not be kept. */
export type Complain = (sentence: string) => void

/**
 * What survives: the boot counter and the latches, in one small file.
 *
 * Nothing here throws into the loop, and a stop waits for no disk: `save`
 * returns at once, the newest latches are written next, one write at a time.
 */
export class Ledger {
  readonly boot: number
  /** Never the same twice, also when the counter was lost. */
  readonly epoch: string
  /** Latches that outlived the last daemon. */
  readonly latches: readonly Latch[]
  readonly #path: string
  readonly #complain: Complain
  #contents: Contents
  #dirty = true
  #writing: Promise<void> | undefined

  /** Opens the ledger of a folder, or begins one; the new boot is on the disk when it returns. */
  constructor(folder: string, complain: Complain) {
    this.#path = join(folder, 'ledger.json')
    this.#complain = complain
    const { boot, latches } = this.#read()
    this.boot = boot + 1
    this.latches = latches
    this.epoch = `${this.boot}.${randomBytes(4).toString('hex')}`
    this.#contents = { version: 1, boot: this.boot, latches }
    this.saveNow()
  }

  save(latches: readonly Latch[]): void {
    this.#contents = { ...this.#contents, latches }
    this.#dirty = true
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** For the end of a daemon that may not wait: the last thing asked of a ledger. */
  saveNow(): void {
    if (!this.#dirty) return
    this.#dirty = false
    try {
      replaceFileNow(this.#path, textOf(this.#contents))
    } catch (error) {
      this.#failed(error as Error)
    }
  }

  /** Resolves when everything is on the disk, as far as the disk takes it. */
  async close(): Promise<void> {
    await this.#writing
    this.saveNow()
  }

  async #write(): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false
      try {
        await replaceFile(this.#path, textOf(this.#contents))
      } catch (error) {
        return this.#failed(error as Error)
      }
    }
  }

  /** It stays to be written: the next save, or the end, tries again. */
  #failed(error: Error): void {
    this.#dirty = true
    this.#complain(
      `The ledger ${this.#path} could not be written, so a stop would not survive a restart: ${error.message}. ` +
        'Make room on the disk, or make the folder writable.'
    )
  }

  #read(): Pick<Contents, 'boot' | 'latches'> {
    try {
      return parseContents(readFileSync(this.#path, 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { boot: 0, latches: [] }
      return this.#beginAnew(error as Error)
    }
  }

  /** Nobody knows what was stopped: so everything is, until a person has looked. */
  #beginAnew(error: Error): Pick<Contents, 'boot' | 'latches'> {
    const kept = this.#keep()
    this.#complain(
      `The ledger ${this.#path} could not be read: ${error.message}. ${kept} A new one was begun and the station is ` +
        'stopped, because it is not known what was stopped before. Look at the machine, then re-arm.'
    )
    const reason = 'The ledger could not be read, so it is not known what was stopped before.'
    return { boot: 0, latches: [{ scope: STATION, by: 'Lockstep', reason }] }
  }

  #keep(): string {
    const copy = `${this.#path}.unreadable-${randomBytes(4).toString('hex')}`
    try {
      copyFileSync(this.#path, copy)
      return `A copy is kept as ${copy}.`
    } catch (error) {
      return `No copy could be kept: ${(error as Error).message}.`
    }
  }
}

const textOf = (contents: Contents): string => `${JSON.stringify(contents, undefined, 2)}\n`
