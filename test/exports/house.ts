import { randomBytes } from 'node:crypto'
import type { Connect } from '../../daemon/exports/broker.ts'
import { type MqttConfig, openMqtt } from '../../daemon/exports/index.ts'
import { type House, openHouse } from '../../daemon/house.ts'
import driver from '../../drivers/catalog/plate/driver.ts'
import simulator from '../../drivers/catalog/plate/simulator.ts'
import { toText } from '../../drivers/framing.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import type { Clock } from '../../protocol/index.ts'

export interface Exported {
  readonly house: House
  readonly mqtt: { close(): Promise<void> }
  readonly log: string[]
  /** What the plate was told, by its bytes. */
  readonly acts: () => string[]
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
  const house = openHouse({
    turn: { clock, endOfTurn: fn => void setImmediate(fn) },
    epoch: 'e1',
    station: { title: 'Heat lab', version: '1.2.3' },
    devices: [{ name: 'plate', driver, driverName: 'plate', transport, simulated: true, group: 'Bench' }],
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
    state: house.state,
    sessions: house.sessions,
    clock,
    wallClock: Date.now,
    log: sentence => log.push(sentence),
    randomHex: () => randomBytes(16).toString('hex'),
    ...(connect && { connect }),
  })
  return { house, mqtt, log, acts: () => bytes.filter(text => /^(S \d|H \d|TARE|!)/.test(text)) }
}
