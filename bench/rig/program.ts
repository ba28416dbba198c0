import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a program of the bench can be asked to do. */
// biome-ignore lint/suspicious/noExplicitAny: each call has an argument of its own
type Calls = Readonly<Record<string, (argument: any) => unknown>>

type Argument<F> = F extends () => unknown ? [] : F extends (argument: infer A) => unknown ? [argument: A] : never

/** A program of the bench that runs as a process of its own. */
export interface Program<C extends Calls> {
  readonly pid: number
  /** Asks, and waits for the answer. What it throws there is thrown here. */
  call<N extends keyof C & string>(name: N, ...argument: Argument<C[N]>): Promise<Awaited<ReturnType<C[N]>>>
  end(): Promise<void>
}

interface Asked {
  readonly id: number
  readonly name: string
  readonly argument: unknown
}
type Answered = { readonly id: number; readonly value?: unknown; readonly error?: string }

/** @param file below `bench/programs/` */
export async function startProgram<C extends Calls>(file: string): Promise<Program<C>> {
  const path = fileURLToPath(new URL(`../programs/${file}`, import.meta.url))
  const execArgv = ['--import', import.meta.resolve('tsx')]
  const child = fork(path, [], { execArgv, env: { ...process.env, NODE_OPTIONS: '' } })
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>()
  let ids = 0
  child.on('message', ({ id, value, error }: Answered) => {
    const { resolve, reject } = waiting.get(id) ?? {}
    waiting.delete(id)
    if (error === undefined) resolve?.(value as never)
    else reject?.(new Error(error))
  })
  const ended = new Promise<void>(resolve => {
    child.on('exit', code => {
      for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${code}.`))
      waiting.clear()
      resolve()
    })
  })
  return {
    pid: child.pid as number,
    call: (name, ...[argument]) =>
      new Promise((resolve, reject) => {
        const id = ++ids
        waiting.set(id, { resolve, reject })
        if (child.connected) child.send({ id, name, argument } satisfies Asked)
        else reject(new Error(`${file} has ended.`))
      }),
    async end() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** In the program: answers what is asked, until whoever started it goes. */
export function serve<C extends Calls>(calls: C): C {
  process.on('message', async ({ id, name, argument }: Asked) => {
    try {
      process.send?.({ id, value: await calls[name]?.(argument) } satisfies Answered)
    } catch (error) {
      process.send?.({ id, error: (error as Error).stack ?? String(error) } satisfies Answered)
    }
  })
  process.on('disconnect', () => process.exit())
  return calls
}
