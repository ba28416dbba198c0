import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { ROOT } from './rig/server.ts'

/** Where and of what a result was measured. */
export interface Machine {
  readonly node: string
  readonly cpu: string
  readonly cores: number
  readonly memory: string
  readonly commit: string
  readonly date: string
}

export const thisMachine = (): Machine => ({
  node: process.version,
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  commit: commit(),
  date: new Date().toISOString().slice(0, 10),
})

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: ROOT, encoding: 'utf8' }).trim()
  } catch {
    return 'not a git checkout'
  }
}
