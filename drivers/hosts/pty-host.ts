import { lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ByteMachine } from '../machine.ts'
import { openPty, type Pty } from './open-pty.ts'
import { realClock } from './real-clock.ts'
import type { Host, HostOptions } from './run-host.ts'

export interface PtyHostOptions extends HostOptions {
  readonly link: string
}

/** A machine with a cable: a pseudo terminal that can be pulled and comes back under the same name. */
export class PtyHost implements Host {
  readonly machine: ByteMachine
  readonly #options: PtyHostOptions
  #pty: Pty | undefined
  #forgetReplug: (() => void) | undefined

  constructor(options: PtyHostOptions) {
    this.#options = options
    this.machine = options.make({
      clock: realClock,
      random: options.random,
      send: bytes => this.#send(bytes),
      unplug: ms => this.#unplug(ms),
    })
    this.#plug()
  }

  end(): void {
    this.#forgetReplug?.()
    this.machine.stop()
    this.#pull()
  }

  #plug(): void {
    const { link, log } = this.#options
    this.#pty = openPty(bytes => {
      log.bytes('in', bytes)
      this.machine.receive(bytes)
    })
    pointTo(link, this.#pty.path)
    log.note('plug', this.#pty.path)
  }

  #send(bytes: Uint8Array): void {
    const taken = this.#pty?.write(bytes) ?? 0
    this.#options.log.bytes('out', bytes.subarray(0, taken))
    this.#options.log.bytes('lost', bytes.subarray(taken))
  }

  #unplug(ms: number): void {
    this.#forgetReplug?.()
    this.#forgetReplug = realClock.after(ms, () => this.#plug())
    this.#pull()
  }

  #pull(): void {
    const pty = this.#pty
    if (!pty) return
    this.#pty = undefined
    // The name goes first: nobody who sees the hang-up may find the old one still there.
    removeLink(this.#options.link, pty.path)
    pty.close()
    this.#options.log.note('unplug', pty.path)
  }
}

/** Makes the link in one step, over one that a dead host left behind. */
function pointTo(link: string, target: string): void {
  const there = lstatSync(link, { throwIfNoEntry: false })
  if (there && !there.isSymbolicLink()) throw new Error(`${link} exists and is no link; choose another name.`)
  mkdirSync(dirname(link), { recursive: true })
  const fresh = `${link}.${process.pid}`
  symlinkSync(target, fresh)
  renameSync(fresh, link)
}

function removeLink(link: string, target: string): void {
  try {
    if (readlinkSync(link) === target) unlinkSync(link)
  } catch {
    // Somebody else removed it: gone is what it should be.
  }
}
