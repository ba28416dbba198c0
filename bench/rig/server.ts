import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The root of this checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A server under test: a Node process that says on a line where it listens. */
export interface Server {
  readonly pid: number
  readonly port: number
  /** From spawn to that line, ms. */
  readonly took: number
  /** What it said on stderr, the end of it. */
  complaint(): string
  stop(): Promise<void>
}

/** Starts a program of this checkout, as people start it: without what a loader or a test runner puts into each Node. */
export async function startServer(args: readonly string[]): Promise<Server> {
  const began = performance.now()
  const env = { ...process.env, NODE_OPTIONS: '' }
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env })
  const ended = new Promise<void>(resolve => child.on('exit', () => resolve()))
  let stderr = ''
  child.stderr.on('data', (bytes: Buffer) => {
    stderr = (stderr + bytes).slice(-8_000)
  })
  // However this process ends: what it started goes with it.
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  void ended.then(() => process.off('exit', kill))
  const port = await listening(child, () => stderr)
  const took = performance.now() - began
  return {
    pid: child.pid as number,
    port,
    took,
    complaint: () => stderr,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}

function listening(child: ChildProcess, complaint: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', line => {
      const [, port] = /http:\/\/localhost:(\d+)/.exec(line) ?? []
      if (port !== undefined) resolve(Number(port))
    })
    child.on('error', reject)
    child.on('exit', code => {
      const program = child.spawnargs.slice(1).join(' ')
      reject(new Error(`${program} ended with ${code} before it listened. ${complaint()}`))
    })
  })
}
