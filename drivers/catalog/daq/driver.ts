import { DeviceRefused, defineDriver, number, readback, serial, stream, tcp } from '../../contract.ts'
import { framing } from './wire.ts'

const input = (n: number) =>
  number({ title: `Channel ${n}`, unit: 'V', range: [-10, 10], precision: 0.001, staleAfter: '3 s' })

/** Samples come by the thousand: cut once. A number that got lost on the way must not pass for 0. */
const numbersOf = (text: string): number[] => text.split(' ').map(word => (word === '' ? Number.NaN : Number(word)))

/** What the output holds: asked, and unasked. */
const ANSWER = /^A (-?\d+(?:\.\d+)?)$/
const UNASKED = /^O (-?\d+(?:\.\d+)?)$/

function voltsOf(match: RegExpExecArray | null): number {
  if (!match) throw new Error('a number of volts was expected')
  return Number(match[1])
}

export default defineDriver({
  title: 'Eight-channel sampler',
  transport: [tcp({ port: 8_266 }), serial({ baudRate: 115_200 })],
  framing,
  refusal: /^E (?<why>.+)$/,
  timeout: '1 s',

  properties: {
    ...{ v0: input(0), v1: input(1), v2: input(2), v3: input(3) },
    ...{ v4: input(4), v5: input(5), v6: input(6), v7: input(7) },
    output: number({
      title: 'Output',
      unit: 'V',
      range: [-10, 10],
      step: 0.001,
      precision: 0.001,
      every: '1 s',
      staleAfter: '3 s',
      control: 'setpoint',
      safe: 0,
      // What it answers is what it holds already: to ask again would cost a round trip, and say the same.
      verify: { by: 'ack' },
      read: async link => voltsOf(await link.ask('W?', ANSWER)),
      async write(link, value) {
        const asked = value.toFixed(3)
        const held = voltsOf(await link.ask(`W ${asked}`, ANSWER))
        if (held !== Number(asked)) throw new DeviceRefused(`it holds ${held} V instead`)
      },
    }),
    rate: number({
      title: 'Sampling rate',
      unit: 'Hz',
      range: [1, 1_000],
      step: 1,
      every: '1 s',
      staleAfter: '3 s',
      control: 'setpoint',
      maxRate: '10/s',
      verify: readback({ settle: '20 ms', window: '1.5 s' }),
      read: async link => Number((await link.ask('R?', /^R (\d+)$/))[1]),
      write: (link, hertz) => link.ask(`R ${hertz.toFixed(0)}`, /^R \d+$/),
    }),
  },

  actions: {},
  events: {},
  streams: {
    // Its period is whatever the rate is.
    samples: stream({ title: 'Samples', channels: ['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7'] }),
  },

  identify: link => link.ask('I?', /^I DAQ8 (?<version>.+)$/),
  unasked: /^[SO] /,
  heard(text, report) {
    if (text.startsWith('S ')) report.sample('samples', numbersOf(text.slice(2)))
    else if (text.startsWith('O ')) report.value('output', voltsOf(UNASKED.exec(text)))
  },
  stop: { how: 'realtime', run: link => link.urgent('!'), expect: { output: 0 } },
  onLinkLoss: 'The output stays as it is, and the sampling goes on.',
})
