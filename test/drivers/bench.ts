import plate from '../../drivers/catalog/plate/driver.ts'
import simulator from '../../drivers/catalog/plate/simulator.ts'
import { toText } from '../../drivers/framing.ts'
import type { ByteMachine, MachineMaker, Order } from '../../drivers/machine.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { VirtualClock } from '../virtual-clock.ts'

/** A simulator on the bench: no daemon, a hand on its wire and the clock in the other. */
export class Bench {
  readonly clock = new VirtualClock()
  readonly machine: ByteMachine
  /** Chunks as it said them, each with its moment. */
  readonly said: { at: number; text: string }[] = []
  readonly unplugged: number[] = []

  #seen = 0

  constructor(seed = 1, make: MachineMaker = simulator) {
    this.machine = make({
      clock: this.clock,
      random: seededRandom(seed),
      send: bytes => this.said.push({ at: this.clock.now(), text: toText(bytes) }),
      unplug: ms => this.unplugged.push(ms),
    })
  }

  order(...orders: Order[]): this {
    for (const order of orders) this.machine.order(order)
    return this
  }

  hears(text: string): void {
    this.machine.receive(Uint8Array.from(text, character => character.charCodeAt(0)))
  }

  request(text: string, tag = '07'): void {
    this.machine.receive(plate.framing.encode(text, tag))
  }

  /** What it said since this was asked last, framed, and in the next `ms`: `07 OK`. */
  async during(ms: number): Promise<string[]> {
    await this.clock.pass(ms)
    const from = this.#seen
    this.#seen = this.said.length
    return this.#framed(from)
  }

  /** Everything it said so far, framed. */
  get frames(): string[] {
    return this.#framed(0)
  }

  /** Its answer to one request. */
  async ask(text: string, tag = '07'): Promise<string | undefined> {
    this.#seen = this.said.length
    this.request(text, tag)
    const frames = await this.during(1_000)
    return frames.find(frame => frame.startsWith(`${tag} `))?.slice(3)
  }

  async number(letter: string): Promise<number> {
    return Number((await this.ask(`${letter}?`))?.slice(2))
  }

  #framed(from: number): string[] {
    const text = this.said
      .slice(from)
      .map(chunk => chunk.text)
      .join('')
    const bytes = Uint8Array.from(text, character => character.charCodeAt(0))
    return plate.framing
      .decoder()
      .push(bytes)
      .map(frame => `${frame.tag ?? '--'} ${frame.text}`)
  }
}

/** Patient and punctual: nothing by chance. */
export const calm: Order[] = [
  { order: 'refuse', chance: 0 },
  { order: 'delay', least: 10, most: 10 },
]
