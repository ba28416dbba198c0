import type { StationDescription } from '../../protocol/index.ts'
import type { Latch } from './effects.ts'
import type { Founded } from './events.ts'
import { found } from './found.ts'
import { Journal } from './journal.ts'
import type { Entry, State } from './state.ts'
import { publishStop, STATION } from './stop.ts'
import { commit, write } from './transaction.ts'

export interface Founding {
  /** Boot counter and chance: a life of the sequence of revisions. */
  readonly epoch: string
  readonly now: number
  readonly station: StationDescription
  readonly devices: readonly Founded[]
  /** Latches that outlived the last daemon. */
  readonly latches: readonly Latch[]
}

/** A new life: revision 1 holds what is known without asking anybody. */
export function createState({ epoch, now, station, devices, latches }: Founding): State {
  const state: State = {
    epoch,
    revision: 0,
    now,
    keys: new Map<string, Entry>(),
    journal: new Journal(),
    devices: new Map(),
    sessions: new Map(),
    stops: new Map(),
    stopGeneration: 0,
    nonces: new Map(),
    shrunk: 0,
    events: [],
    eventNumber: 0,
    ends: new Map(),
    guests: 0,
    transaction: { touched: new Set(), erased: [], outs: [], effects: [] },
  }
  for (const scope of [STATION, ...devices.map(({ name }) => name)]) {
    state.stops.set(scope, { generation: 0, latched: false, at: now })
  }
  for (const { scope, by, reason } of latches) {
    // Also of a device that is not here: its config may be broken today, and mended tomorrow.
    const record = {
      latched: true,
      generation: ++state.stopGeneration,
      at: now,
      ...(by && { by }),
      ...(reason && { reason }),
    }
    state.stops.set(scope, record)
  }
  write(state, `${STATION}.$about`, { value: station })
  for (const founded of devices) found(state, founded)
  for (const scope of state.stops.keys()) publishStop(state, scope)
  commit(state)
  return state
}
