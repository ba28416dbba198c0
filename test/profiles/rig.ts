import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type House, openHouse } from '../../daemon/house.ts'
import type { Driver } from '../../drivers/contract.ts'
import { toText } from '../../drivers/framing.ts'
import type { MachineMaker } from '../../drivers/machine.ts'
import { driverOf, simulatorOf } from '../../drivers/profiles/index.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import type { Cmd, KeyValue } from '../../protocol/index.ts'
import { VirtualClock } from '../virtual-clock.ts'

export const shipped = (name: string): unknown =>
  parse(readFileSync(new URL(`../../drivers/profiles/shipped/${name}.yaml`, import.meta.url), 'utf8'))

export const yaml = (text: string): unknown => parse(text)

export function madeOf(document: unknown): Driver {
  const made = driverOf(document)
  if ('driver' in made) return made.driver
  throw new Error(JSON.stringify(made.problems, undefined, 2))
}

export interface Member {
  readonly document: unknown
  /** Instead of the simulator that the profile makes. */
  readonly machine?: MachineMaker
}

/** Devices made of profiles in their house: everything shipped but the gateway and the real wire. */
export class ProfileRig {
  readonly clock = new VirtualClock(1_000)
  readonly house: House
  readonly transports: Readonly<Record<string, FakeTransport>>
  /** What went out to each device, line by line. */
  readonly out: Record<string, string[]> = {}
  readonly log: string[] = []
  #command = 0

  constructor(members: Readonly<Record<string, Member>>) {
    const { clock } = this
    const world = new Map<string, unknown>()
    const furnished = Object.entries(members).map(([name, { document, machine = simulatorOf(document) }]) => {
      this.out[name] = []
      const transport = new FakeTransport({
        clock,
        random: seededRandom(3),
        machine: host => machine({ ...host, world }),
        latency: 1,
        wire: (way, bytes) => way === 'out' && this.out[name]?.push(toText(bytes).trim()),
      })
      transport.machine.order({ order: 'refuse', chance: 0 })
      return { name, driver: madeOf(document), driverName: 'profile', transport, simulated: true }
    })
    this.transports = Object.fromEntries(furnished.map(({ name, transport }) => [name, transport]))
    this.house = openHouse({
      turn: { clock, endOfTurn: () => undefined },
      epoch: 'e1',
      station: { title: 'Test', version: '1' },
      devices: furnished,
      latches: [],
      persist: () => undefined,
      admit: () => ({}),
      wallClock: () => 0,
      log: sentence => this.log.push(sentence),
      fatal: error => {
        throw error
      },
    })
    this.house.post({ type: 'attached', session: 's', connection: 1 })
  }

  key(name: string): KeyValue | undefined {
    return this.house.state.keys.get(name)?.value
  }

  value(name: string): unknown {
    return this.key(name)?.value
  }

  async pass(ms: number): Promise<this> {
    await this.clock.pass(ms)
    return this
  }

  /** Sends a command and lets time pass; how it ended. */
  async command(control: string, patch: Partial<Cmd>, ms = 4_000) {
    const { revision, stopGeneration } = this.house.state
    const cmd: Cmd = {
      t: 'cmd',
      epoch: 'e1',
      command: ++this.#command,
      control,
      op: 'set',
      gesture: this.#command,
      basis: revision,
      seen: this.clock.now(),
      elapsed: 0,
      stopGeneration,
      ...patch,
    }
    this.house.post({ type: 'requested', session: 's', connection: 1, cmd })
    await this.clock.pass(ms)
    return this.house.state.sessions.get('s')?.ended.get(cmd.command)?.out
  }

  set(control: string, value: unknown, ms?: number) {
    return this.command(control, { value } as Partial<Cmd>, ms)
  }
}
