import type { Surroundings } from './api.ts'
import { PATIENCE, timeAndChance, type World } from './world.ts'

/**
 * What a page posts to the worker that is its station; each message brings a port of its own.
 *
 *   open  the port is a connection. Up: one frame a message; down: all frames of one write in one message;
 *         null either way: closed.
 *   stop  the second path of Stop, the text that `POST /stop` takes. One answer: whether it is confirmed.
 */
export type ToStation = { readonly open: true } | { readonly stop: string }
export type UpMessage = string | null
export type DownMessage = readonly string[] | null

/** As much of a `MessagePort` as either end needs. */
export interface PortLike<In, Out> {
  onmessage: ((event: { readonly data: In }) => void) | null
  postMessage(message: Out): void
  close(): void
}

interface WorkerLike {
  onerror: ((event: never) => unknown) | null
  postMessage(message: ToStation, ports: never[]): void
  terminate(): void
}

export interface PortOptions {
  readonly world: World & { readonly MessageChannel: new () => { readonly port1: object; readonly port2: object } }
  /** Starts the worker. */
  readonly start: () => WorkerLike
}

/**
 * The surroundings of a page whose station runs in a worker of its own:
 *
 *   portSurroundings({ world: window, start: () => new Worker('./worker.js') })
 */
export function portSurroundings({ world, start }: PortOptions): Surroundings {
  const { clock, randomHex } = timeAndChance(world)
  let worker: WorkerLike | undefined
  let broken = (): void => {}
  /** Stops without an answer. */
  const waiting = new Set<(confirmed: boolean) => void>()
  /** A port to the station. A worker that could not be loaded is forgotten: the next attempt loads it anew. */
  const send = <In, Out>(message: ToStation): PortLike<In, Out> => {
    if (!worker) {
      worker = start()
      // Whatever happens in there later, the station itself says it through its ports.
      worker.onerror = () => {
        worker?.terminate()
        worker = undefined
        broken()
        for (const answer of waiting) answer(false)
      }
    }
    const { port1, port2 } = new world.MessageChannel()
    worker.postMessage(message, [port2 as never])
    return port1 as PortLike<In, Out>
  }
  return {
    clock,
    randomHex,
    // Whoever holds the worker may come in.
    ticket: async () => randomHex(),
    postStop: body =>
      new Promise(resolve => {
        const port = send<boolean, never>({ stop: JSON.stringify(body) })
        const answer = (confirmed: boolean): void => {
          forget()
          waiting.delete(answer)
          port.close()
          resolve(confirmed)
        }
        const forget = clock.after(PATIENCE, () => answer(false))
        waiting.add(answer)
        port.onmessage = ({ data }) => answer(data)
      }),
    connect(listener) {
      const port = send<DownMessage, UpMessage>({ open: true })
      port.onmessage = ({ data }) => {
        if (data === null) listener.closed()
        else for (const frame of data) listener.heard(frame)
      }
      broken = () => listener.closed()
      void Promise.resolve().then(() => listener.opened())
      return {
        send: text => port.postMessage(text),
        close() {
          port.postMessage(null)
          port.close()
        },
      }
    },
  }
}
