import type { Tele } from '../../protocol/index.ts'

/** The points of a frame as columns, each checked. */
export interface Points {
  readonly per: number
  /** Daemon's monotonic ms at which each was sampled, or began. */
  readonly times: Float64Array
  /** Channel by channel. One and the same column where each point is one sample. */
  readonly low: readonly Float64Array[]
  readonly high: readonly Float64Array[]
}

/** What a frame says, or undefined if it says nothing sensible: then nothing of it is taken. */
export function pointsOf({ n0, n1, lost, per = 1, time, dt, v, low = v, high = v }: Tele): Points | undefined {
  if (![n0, n1, lost, per].every(Number.isSafeInteger) || n0 < 1 || lost < 0 || per < 1) return undefined
  const count = Math.ceil((n1 - n0 + 1 - lost) / per)
  if (n1 < n0 || count < 0) return undefined
  if (count === 0) return { per, times: new Float64Array(0), low: [], high: [] }
  const times = timesOf(count, time, dt)
  const lows = columnsOf(low, count)
  const highs = high === low ? lows : columnsOf(high, count)
  if (!times || !lows || lows.length === 0 || highs?.length !== lows.length) return undefined
  return { per, times, low: lows, high: highs }
}

/** Steps are whole microseconds: their sum is exact, where that of the milliseconds would wander. */
function timesOf(count: number, time: unknown, dt: Tele['dt'] = 0): Float64Array | undefined {
  if (Array.isArray(dt) && (dt.length !== count - 1 || !dt.every(Number.isFinite))) return undefined
  const times = new Float64Array(count)
  let micros = Math.round(Number(time) * 1_000)
  for (let i = 0; i < count; i++) {
    if (i > 0) micros += Array.isArray(dt) ? (dt[i - 1] as number) : dt
    times[i] = micros / 1_000
  }
  return allFinite(times) ? times : undefined
}

function columnsOf(channels: unknown, count: number): Float64Array[] | undefined {
  if (!Array.isArray(channels)) return undefined
  const columns: Float64Array[] = []
  for (const channel of channels) {
    if (!Array.isArray(channel) || channel.length !== count) return undefined
    const column = new Float64Array(channel)
    if (!allFinite(column) || channel.includes(null)) return undefined
    columns.push(column)
  }
  return columns
}

const allFinite = (column: Float64Array): boolean => column.every(Number.isFinite)
