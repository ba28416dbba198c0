import { action, defineDriver, event, type Link, number, readback, serial, toggle } from '../../contract.ts'
import { framing } from './wire.ts'

/** `T?` is answered by `T 182.41`: the letter comes back, so that no other reply passes for this one. */
const ask = async (link: Link, letter: string): Promise<number> =>
  Number((await link.ask(`${letter}?`, new RegExp(`^${letter} (-?\\d+(?:\\.\\d+)?)$`)))[1])

const set = (link: Link, request: string) => link.ask(request, /^OK$/)

export default defineDriver({
  title: 'Thermal plate',
  transport: serial({ baudRate: 115_200 }),
  framing,
  refusal: /^ERR (?<why>.+)$/,
  timeout: '1 s',

  properties: {
    temperature: number({
      title: 'Temperature',
      unit: 'Cel',
      range: [-20, 400],
      precision: 0.1,
      every: '200 ms',
      staleAfter: '1 s',
      alarm: { high: 350, highHigh: 380, hysteresis: 5 },
      read: link => ask(link, 'T'),
    }),
    target: number({
      title: 'Target',
      unit: 'Cel',
      range: [0, 300],
      step: 0.1,
      precision: 0.1,
      // Turned while the temperature is watched, rather than typed.
      look: 'slider',
      every: '500 ms',
      staleAfter: '2 s',
      control: 'setpoint',
      safe: 0,
      maxRate: '20/s',
      verify: readback({ within: 0.05, settle: '20 ms', window: '1.5 s' }),
      read: link => ask(link, 'S'),
      write: (link, value) => set(link, `S ${value.toFixed(2)}`),
    }),
    power: number({
      title: 'Heater power',
      unit: '%',
      range: [0, 100],
      precision: 0.1,
      every: '500 ms',
      staleAfter: '2 s',
      read: link => ask(link, 'P'),
    }),
    heater: toggle({
      title: 'Heater',
      every: '500 ms',
      staleAfter: '2 s',
      control: 'level',
      safe: false,
      verify: readback({ settle: '20 ms', window: '1.5 s' }),
      read: async link => (await ask(link, 'H')) === 1,
      write: (link, on) => set(link, `H ${on ? 1 : 0}`),
    }),
    fan: number({
      title: 'Fan',
      unit: '%',
      range: [0, 100],
      step: 1,
      every: '1 s',
      staleAfter: '3 s',
      control: 'setpoint',
      maxRate: '20/s',
      verify: readback({ settle: '20 ms', window: '1.5 s' }),
      read: link => ask(link, 'F'),
      write: (link, value) => set(link, `F ${value.toFixed(0)}`),
    }),
    door: toggle({
      title: 'Door open',
      every: '1 s',
      staleAfter: '3 s',
      read: async link => (await ask(link, 'D')) === 1,
    }),
  },

  actions: { tare: action({ title: 'Tare', within: '2 s', run: link => set(link, 'TARE') }) },
  events: { door: event('Door moved', { open: 'boolean' }), trip: event('Tripped', { reason: 'string' }) },

  identify: link => link.ask('ID?', /^PLATE (?<version>.+)$/),
  heard(text, report) {
    const [, name, rest = ''] = /^(DOOR|TRIP|STOPPED)(?: (.+))?$/.exec(text) ?? []
    if (name === 'DOOR') {
      report.value('door', rest === '1')
      report.event('door', { open: rest === '1' })
    } else if (name !== undefined) {
      report.value('heater', false)
    }
    if (name === 'TRIP') report.event('trip', { reason: rest })
  },
  stop: { how: 'realtime', run: link => link.urgent('!'), expect: { heater: false } },
  onLinkLoss: 'The plate switches its heater off 3 s after the last valid request it heard.',
})
