import type { DeviceDescription, Sub } from '../../protocol/index.ts'
import { plate } from '../core/furniture.ts'
import { Front } from './front.ts'

const channels = ['a', 'b'] as const
const daq: DeviceDescription = {
  ...plate,
  properties: Object.fromEntries(
    [...channels, 'note', 'alone'].map(name => [
      name,
      { title: name, type: name === 'note' ? 'string' : 'number', staleAfter: 1_000, pushed: true },
    ])
  ),
  actions: {},
  streams: { samples: { title: 'Samples', channels } },
}
export const STREAM = 'daq.samples'
export const sub = (more: Partial<Sub> = {}): Sub => ({ t: 'sub', selectors: [STREAM], class: 'telemetry', ...more })

/** A front with a device that samples two channels. */
export class Lab extends Front {
  produced = 0

  constructor() {
    super({ daq })
  }

  /** So many samples arrive in one turn, one a millisecond. */
  arrive(count: number): void {
    for (let i = 0; i < count; i++) {
      const n = ++this.produced
      this.sessions.sample(STREAM, n, [n, value(n)])
    }
    this.loop.wantFlush()
    this.endTurn()
  }
}

/** Anything that differs from sample to sample and is no straight line. */
export const value = (n: number): number => ((n * 7919) % 1009) / 8
