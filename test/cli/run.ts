import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'

const main = join(import.meta.dirname, '../../daemon/main.ts')

/** The real daemon, as a process. */
export class Running {
  readonly child: ChildProcess
  readonly exit: Promise<number | null>
  out = ''
  errors = ''

  constructor(t: Test, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(process.execPath, ['--import=tsx', main, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
    this.child.stdout?.on('data', bytes => {
      this.out += bytes
    })
    this.child.stderr?.on('data', bytes => {
      this.errors += bytes
    })
    this.exit = once(this.child, 'close').then(([code]) => code as number | null)
    t.teardown(() => this.child.kill('SIGKILL'))
  }

  /** Where it serves, once it says so. */
  async ready(): Promise<string> {
    while (!this.out.includes('\n')) {
      const over = await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, 'data'), this.exit])
      if (!Array.isArray(over)) throw new Error(`It ended with ${over}: ${this.errors}`)
    }
    return /http:\/\/\S+/.exec(this.out)?.[0] ?? ''
  }

  async health(): Promise<{ epoch: string; latched: string[]; devices: Record<string, { state: string }> }> {
    const answer = await fetch(`${await this.ready()}/health`)
    return (await answer.json()) as never
  }

  /** When its devices are connected. */
  async up(): Promise<void> {
    while (Object.values((await this.health()).devices).some(({ state }) => state !== 'up')) await pause(20)
  }
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Numbers of the processes whose command line names this path. */
export function processesNaming(path: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && pid !== process.pid && commandLine(pid).includes(path))
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
