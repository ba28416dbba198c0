import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Result, Task } from './campaign.ts'

/**
 * Lives through all worlds, on all cores; yields each as it is done.
 * The same script, the same tasks: the same results, in an order that depends on the machine.
 */
export async function* liveThroughAll(
  script: string,
  tasks: Iterable<Task>,
  cores = availableParallelism()
): AsyncGenerator<Result> {
  const left = tasks[Symbol.iterator]()
  const workers = Array.from({ length: cores }, () => new Crewman(script))
  const running = new Map<Crewman, Promise<{ worker: Crewman; result: Result }>>()
  const start = (worker: Crewman): void => {
    const next = left.next()
    if (next.done) running.delete(worker)
    else
      running.set(
        worker,
        worker.do(next.value).then(result => ({ worker, result }))
      )
  }
  try {
    for (const worker of workers) start(worker)
    while (running.size > 0) {
      const { worker, result } = await Promise.race(running.values())
      start(worker)
      yield result
    }
  } finally {
    await Promise.all(workers.map(worker => worker.dismiss()))
  }
}

class Crewman {
  readonly #worker: Worker

  constructor(script: string) {
    this.#worker = new Worker(script, { eval: true, execArgv: [] })
    this.#worker.setMaxListeners(0)
  }

  do(task: Task): Promise<Result> {
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        this.#worker.off('message', done)
        this.#worker.off('error', failed)
      }
      const done = (result: Result): void => {
        forget()
        resolve(result)
      }
      const failed = (error: unknown): void => {
        forget()
        reject(new Error(`The worker of seed ${task.seed} died.`, { cause: error }))
      }
      this.#worker.on('message', done)
      this.#worker.on('error', failed)
      this.#worker.postMessage(task)
    })
  }

  async dismiss(): Promise<void> {
    await this.#worker.terminate()
  }
}
