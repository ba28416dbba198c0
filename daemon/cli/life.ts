import type { Logger } from 'pino'

/** Longest good-bye, ms: whoever supervises the daemon waits no longer than this. */
const GOOD_BYE = 1_800
/** How long the system gets to take the last bytes, ms. */
const LAST_BYTES = 50

export interface Life {
  readonly log: Logger
  /** Politely: everybody is told, everything is kept. */
  close(): Promise<void>
  /** Every device stops, now; whatever else fails. */
  halt(): void
  /** Keeps what can be kept without waiting. */
  keep(): void
}

/** How the daemon ends: politely when asked to, at once when it no longer knows its own truth. */
export function watchOverLife(life: Life): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => end(life, signal))
  process.on('uncaughtException', error => die(life, error))
}

function end({ log, close }: Life, signal: string): void {
  log.info(`${signal}: closing.`)
  setTimeout(() => {
    log.warn('Closing took too long; what had not ended was cut off.')
    process.exit(0)
  }, GOOD_BYE)
  close().then(
    () => process.exit(0),
    error => {
      log.error({ err: error }, 'Closing failed.')
      process.exit(70)
    }
  )
}

function die(life: Life, error: Error): void {
  for (const task of [
    life.halt,
    () => life.log.fatal({ err: error }, 'Lockstep stopped every device and ends.'),
    life.keep,
  ]) {
    try {
      task()
    } catch {
      // The reason to die is the first error; the tasks after this one matter more than this one's.
    }
  }
  // Nothing of the house may run any more, while the system still takes the bytes of the stop.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_BYTES)
  process.exit(70)
}
