import type { Connect } from '../../daemon/exports/broker.ts'
import { type MqttConfig, openMqtt } from '../../daemon/exports/index.ts'
import { type House, openHouse } from '../../daemon/house.ts'
import driver from '../../drivers/catalog/plate/driver.ts'
import simulator from '../../drivers/catalog/plate/simulator.ts'
import { defineDriver, number, serial } from '../../drivers/contract.ts'
import { lines, toText } from '../../drivers/framing.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import type { Clock } from '../../protocol/index.ts'
import { machine } from '../devices/rig.ts'

export interface Exported {
  readonly house: House
  readonly mqtt: { close(): Promise<void> }
  readonly log: string[]
  /** What the plate was told, by its bytes. */
  readonly acts: () => string[]
}

/** The clock of this process until it is stopped: a simulator waits for its next whim, and nobody would end it. */
export function stoppable(clock: Clock): { readonly clock: Clock; stop(): void } {
  const waits = new Set<() => void>()
  return {
    clock: {
      now: () => clock.now(),
      after(ms, fn) {
        const forget = clock.after(ms, () => {
          waits.delete(forget)
          fn()
        })
        waits.add(forget)
        return () => {
          waits.delete(forget)
          forget()
        }
      },
    },
    stop() {
      for (const forget of waits) forget()
    },
  }
}

/** Counts how often it was read: every value is another than all before. */
const counter = defineDriver({
  title: 'Counter',
  transport: serial({ baudRate: 9_600 }),
  framing: lines({ end: '\n', longest: 64 }),
  timeout: '1 s',
  properties: {
    n: number({
      title: 'N',
      range: [0, 1e9],
      every: '10 ms',
      staleAfter: '1 s',
      read: async link => Number((await link.ask('N?', /^N (\d+)$/))[1]),
    }),
  },
  actions: {},
  events: {},
  identify: link => link.ask('ID?', /^COUNTER$/),
  stop: { how: 'none' },
})

const counting = () => {
  let n = 0
  return machine((line, say) => say(line === 'N?' ? `N ${++n}\n` : 'COUNTER\n'))
}

/** A station with a thermal plate that does what it is told, and its export. */
export function exportedHouse(clock: Clock, config: MqttConfig, connect?: Connect): Exported {
  const bytes: string[] = []
  const log: string[] = []
  const transport = new FakeTransport({
    clock,
    random: seededRandom(3),
    machine: simulator,
    latency: 1,
    wire: (way, b) => way === 'out' && bytes.push(toText(b).replace(/^.. |\*..\s*$/g, '')),
  })
  transport.machine.order({ order: 'refuse', chance: 0 })
  const count = new FakeTransport({ clock, random: seededRandom(3), machine: counting() })
  const house = openHouse({
    turn: { clock, endOfTurn: fn => void setImmediate(fn) },
    epoch: 'e1',
    station: { title: 'Heat lab', version: '1.2.3' },
    devices: [
      { name: 'plate', driver, driverName: 'plate', transport, simulated: true, group: 'Bench' },
      { name: 'counter', driver: counter, driverName: 'counter', transport: count, simulated: true },
    ],
    latches: [],
    persist: () => undefined,
    admit: () => ({}),
    wallClock: Date.now,
    fatal: error => {
      throw error
    },
  })
  const mqtt = openMqtt({
    config,
    folder: '/',
    state: house.state,
    sessions: house.sessions,
    clock,
    wallClock: Date.now,
    log: sentence => log.push(sentence),
    ...(connect && { connect }),
  })
  return { house, mqtt, log, acts: () => bytes.filter(text => /^(S \d|H \d|TARE|!)/.test(text)) }
}
