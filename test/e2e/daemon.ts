import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../dist/daemon/main.js', import.meta.url))

/** May read this checkout wherever it lies, and nothing else that root may. */
const NOBODY =
  'setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search'.split(
    ' '
  )

/** The daemon as people run it: built, a process of its own. */
export class Daemon {
  readonly #child: ChildProcess
  readonly port: number
  readonly ended: Promise<{ code: number | null; signal: string | null }>
  #stderr: () => string
  #stdout: () => string

  private constructor(child: ChildProcess, port: number, said: { stdout: () => string; stderr: () => string }) {
    this.#child = child
    this.port = port
    this.#stdout = said.stdout
    this.#stderr = said.stderr
    this.ended = new Promise(resolve => child.on('exit', (code, signal) => resolve({ code, signal })))
  }

  /** @param options.unprivileged as a user who is nobody, and in no group */
  static async start(options: {
    config: string
    data: string
    port?: number
    unprivileged?: boolean
  }): Promise<Daemon> {
    if (!existsSync(MAIN)) throw new Error('The daemon is not built; run "npm run build" first.')
    const { config, data, port = 0 } = options
    const args = [MAIN, '--config', config, '--data', data, '--port', String(port), '--log', 'warn']
    const nobody = options.unprivileged && process.getuid?.() === 0 ? NOBODY : []
    const [program = '', ...rest] = [...nobody, process.execPath, ...args]
    // As people start it: without what a test runner puts into each Node.
    const env = { ...process.env, NODE_OPTIONS: '' }
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env })
    let stderr = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      stderr = (stderr + bytes.toString()).slice(-8_000)
    })
    let stdout = ''
    const found = await new Promise<number>((resolve, reject) => {
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', line => {
        stdout += `${line}\n`
        const match = /http:\/\/localhost:(\d+)/.exec(line)
        if (match) resolve(Number(match[1]))
      })
      child.on('exit', code => reject(new Error(`The daemon ended with ${code} before it was ready. ${stderr}`)))
    })
    return new Daemon(child, found, { stdout: () => stdout, stderr: () => stderr })
  }

  get pid(): number {
    return this.#child.pid as number
  }

  get stderr(): string {
    return this.#stderr()
  }

  /** What makes the first user. */
  get claimCode(): string {
    return /code ([A-Z]{4}-[A-Z]{4})/.exec(this.#stdout())?.[1] ?? ''
  }

  /** As a power cut would: nothing is said, nothing is saved. */
  async kill9(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM')
    await this.ended
  }
}
