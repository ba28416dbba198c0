import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Order } from '../machine.ts'

/** What every host of a simulator can be told. */
export interface MachineOptions {
  /** Name of a simulator of the catalog; of what a profile describes, only a name. */
  readonly machine: string
  /** What the machine is made of, where it is none of the catalog. */
  readonly profile?: unknown
  readonly log?: string
  readonly seed?: number
  /** Ends with this process, however that ends. */
  readonly withParent?: boolean
  /** The host's program, where it does not lie in its usual place. */
  readonly script?: string
}

export interface MachineProcess {
  readonly pid: number
  /** Resolves once the machine has obeyed. */
  order(order: Order): Promise<void>
  /** Ends the process, and with it the place where the device was. */
  stop(): Promise<void>
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>
}

/** Starts a host with a machine as a process of its own; resolves with what its first line says when it can be opened. */
export async function startMachine(
  host: 'pty' | 'socket',
  options: MachineOptions,
  own: readonly string[]
): Promise<{ process: MachineProcess; ready: Ready }> {
  const { machine, profile, log, seed = 1, withParent = false, script } = options
  const args = ['--machine', machine, '--seed', String(seed), ...own]
  if (profile !== undefined) args.push('--profile', JSON.stringify(profile))
  if (log !== undefined) args.push('--log', log)
  if (withParent) args.push('--with-parent')
  const { pid, ready, ask, stop, ended } = await spawnHost(`The simulated ${machine}`, host, { args, script })
  return { ready, process: { pid, stop, ended, order: async order => void (await ask(order)) } }
}

/** A host that runs: what its first line said, and how it is told something. */
export interface HostProcess extends Pick<MachineProcess, 'pid' | 'stop' | 'ended'> {
  readonly ready: Ready
  /** Resolves with its answer; rejects with the reason where it does not obey. */
  ask(message: object): Promise<Ready>
}

/** @param who `The simulated plate`: for sentences */
export async function spawnHost(
  who: string,
  host: 'pty' | 'socket' | 'bench',
  { args, script = usualScript(host) }: { readonly args: readonly string[]; readonly script?: string | undefined }
): Promise<HostProcess> {
  const child = spawn(process.execPath, [...loaderOf(script), script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const { ended, complaint } = watch(child)
  const answers = answersOf(child, ended)
  const ready = await answers.next()
  if (ready?.ready !== true) throw new Error(`${who} did not start. ${complaint()}`)
  return {
    ready,
    pid: child.pid ?? 0,
    ended,
    async ask(message) {
      const answer = answers.next()
      child.stdin?.write(`${JSON.stringify(message)}\n`)
      const { ok, sentence = 'It has ended.', ...rest } = (await answer) ?? {}
      if (!ok) throw new Error(`${who} did not obey. ${sentence}`)
      return rest
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Beside this file as source; in a bundle this code lies in `dist/daemon`, the hosts in `dist/hosts`. */
function usualScript(host: string): string {
  const place = import.meta.url.endsWith('.ts') ? `./${host}.ts` : `../hosts/${host}.js`
  return fileURLToPath(new URL(place, import.meta.url))
}

const loaderOf = (script: string): string[] => (script.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [])

function watch(child: ChildProcess): { ended: Promise<void>; complaint: () => string } {
  let complaint = ''
  child.stderr?.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString()).slice(-2_000)
  })
  child.stdin?.on('error', () => {})
  const ended = new Promise<void>(resolve => {
    child.on('close', () => resolve())
    child.on('error', error => {
      complaint = error.message
      resolve()
    })
  })
  return { ended, complaint: () => complaint.trim() }
}

/** The host's first line: it can be opened, and where. */
export interface Ready {
  readonly ready?: boolean
  readonly port?: number
}

type Answer = (Ready & { ok?: boolean; sentence?: string }) | undefined

/** The host's answers in their order; undefined for all that wait when it ends. */
function answersOf(child: ChildProcess, ended: Promise<void>): { next: () => Promise<Answer> } {
  const waiting: ((answer: Answer) => void)[] = []
  let over = false
  if (child.stdout) createInterface({ input: child.stdout }).on('line', line => waiting.shift()?.(JSON.parse(line)))
  void ended.then(() => {
    over = true
    for (const answer of waiting.splice(0)) answer(undefined)
  })
  return { next: () => (over ? Promise.resolve(undefined) : new Promise(resolve => waiting.push(resolve))) }
}
