import { LIMITS } from '../../protocol/index.ts'

const USUAL = { ...LIMITS }

/** So little of everything that it runs out: rings overrun, windows shut, queues are full, memory forgets. */
const TIGHT: Partial<Record<keyof typeof LIMITS, number>> = {
  journalRevisions: 40,
  journalKeys: 120,
  events: 3,
  window: 4_096,
  slowAfter: 500,
  byeAfter: 3_000,
  controlFrames: 60,
  ackBytes: 1_024,
  openPerSession: 6,
  outcomes: 8,
  outcomeLife: 5_000,
  queue: 3,
  nonces: 3,
  sessionLife: 30_000,
  stream: 1_024,
  teleFlush: 12,
  teleFrame: 12,
}

/** The limits of the house in this world. They are looked up at each use; between two worlds they may change. */
export function setLimits(tight: boolean): void {
  Object.assign(LIMITS, USUAL, tight ? TIGHT : {})
}
