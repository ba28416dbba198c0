import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import koffi from 'koffi'
import type { Test } from 'tap'
import { openPty } from '../../drivers/hosts/open-pty.ts'

const ioctl = koffi.load('libc.so.6').func('int ioctl(int fd, unsigned long request, void *size)')
const TIOCSWINSZ = 0x5414
const main = join(import.meta.dirname, '../../daemon/main.ts')

/** The command line on a terminal: a real pseudo terminal of the kernel, of this many columns and rows. */
export class Terminal {
  readonly child: ChildProcess
  readonly exit: Promise<number | null>
  readonly #fd: number
  seen = ''

  constructor(t: Test, args: readonly string[], size: readonly [columns: number, rows: number], env = process.env) {
    const pty = openPty(bytes => {
      this.seen += new TextDecoder().decode(bytes)
    })
    this.#fd = openSync(pty.path, 'r+')
    this.#resize(size)
    const stdio = [this.#fd, this.#fd, 'pipe'] as const
    this.child = spawn(process.execPath, ['--import=tsx', main, ...args], {
      stdio: [...stdio],
      env: { ...env, TERM: 'xterm' },
    })
    this.exit = once(this.child, 'exit').then(([code]) => code as number | null)
    t.teardown(() => {
      this.child.kill('SIGKILL')
      closeSync(this.#fd)
      pty.close()
    })
  }

  /** As a window that is drawn to another size. */
  resize(size: readonly [columns: number, rows: number]): void {
    this.#resize(size)
    this.child.kill('SIGWINCH')
  }

  #resize([columns, rows]: readonly [number, number]): void {
    ioctl(this.#fd, TIOCSWINSZ, Buffer.from(new Uint16Array([rows, columns, 0, 0]).buffer))
  }

  /** Waits until something stands there, from a place on; returns the place behind it. */
  async until(what: RegExp, from = 0): Promise<number> {
    for (;;) {
      const found = what.exec(this.seen.slice(from))
      if (found) return from + found.index + found[0].length
      if (this.child.exitCode !== null) throw new Error(`It ended with ${this.child.exitCode}: ${this.seen}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}
