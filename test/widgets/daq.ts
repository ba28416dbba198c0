import type { DeviceDescription } from '../../protocol/index.ts'
import type { FakeSession } from './fake.ts'

const CHANNELS = 8

/** Eight channels that are sampled together: one stream. */
export const daq: DeviceDescription = {
  title: 'Data logger',
  driver: 'daq',
  simulated: true,
  where: 'tcp localhost:5025',
  properties: Object.fromEntries(
    Array.from({ length: CHANNELS }, (_, i) => [
      `v${i}`,
      {
        title: `Channel ${i}`,
        type: 'number',
        unit: 'V',
        range: [-10, 10],
        precision: 0.001,
        pushed: true,
        staleAfter: 1_000,
      },
    ])
  ),
  actions: {},
  events: {},
  streams: { samples: { title: 'Samples', channels: Array.from({ length: CHANNELS }, (_, i) => `v${i}`), every: 30 } },
  stop: 'none',
}

/** A slow wave each, with noise on it: of the n-th sample. */
export const volts = (n: number, channel: number): number =>
  3.5 * Math.sin(n / (900 + 160 * channel) + channel) +
  (channel - 3.5) * 1.4 +
  0.35 * Math.sin(n * (1.7 + channel)) * Math.sin(n * 0.013 * (channel + 1))

/** Samples `from` to `from + count` of it, the last of them at `time`. */
export function sayVolts(session: FakeSession, time: number, { from, count, every = 30, lost = 0 }: Said): void {
  const times = Float64Array.from({ length: count }, (_, i) => time - (count - 1 - i) * every)
  const low = Array.from({ length: CHANNELS }, (_, c) => Float64Array.from(times, (_, i) => volts(from + i, c)))
  session.saySamples('daq.samples', { times, low, lost })
}

interface Said {
  readonly from: number
  readonly count: number
  readonly every?: number
  readonly lost?: number
}
