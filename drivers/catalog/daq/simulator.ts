import type { ByteMachine, MachineHost, Order } from '../../machine.ts'
import { Conversation } from '../../simulation/conversation.ts'
import { withFaults } from '../../simulation/faults.ts'
import { Signals } from './signals.ts'
import { framing } from './wire.ts'

const RATE = { usual: 20, least: 1, most: 1_000 } as const
/** It says what its output holds when that changes, and this often, ms. */
const OUTPUT_EVERY = 1_000
/** Samples that it still says when its computer was busy; what is older is lost, as on hardware. */
const MOST_LATE = 200

class Sampler implements ByteMachine {
  readonly #host: MachineHost
  readonly #signals: Signals
  readonly #conversation: Conversation
  #rate: number = RATE.usual
  /** When the next sample is due. */
  #next: number
  #forgetSample: () => void = () => {}
  #forgetOutput: () => void = () => {}

  constructor(host: MachineHost) {
    this.#host = host
    this.#signals = new Signals(() => host.random())
    this.#conversation = new Conversation(host, {
      framing,
      realtime: '!',
      interrupt: () => this.#setOutput(0),
      heard: () => {},
      takes: () => 0,
      answer: (request, overtaken) => this.#answer(request, overtaken),
      broken: 'E line',
      busy: () => 'E busy',
    })
    this.#next = host.clock.now()
    this.#waitForSample()
    this.#waitForOutput()
  }

  receive(bytes: Uint8Array): void {
    this.#conversation.receive(bytes)
  }

  order(order: Order): void {
    if (order.order === 'set') this.#set(order.name, order.value)
    else this.#conversation.order(order)
  }

  stop(): void {
    this.#forgetSample()
    this.#forgetOutput()
    this.#conversation.stop()
  }

  #answer(request: string, overtaken: boolean): string {
    if (request === 'I?') return 'I DAQ8 1.0'
    if (request === 'R?') return `R ${this.#rate}`
    if (request === 'W?') return this.#held
    if (overtaken) return 'E stopped'
    const [, name, number = ''] = /^([RW]) (-?\d{1,4}(?:\.\d{1,3})?)$/.exec(request) ?? []
    if (name === undefined) return 'E syntax'
    return name === 'W' ? this.#write(Number(number)) : this.#sampleAt(Number(number))
  }

  #write(volts: number): string {
    if (Math.abs(volts) > 10) return 'E range'
    this.#setOutput(volts)
    return this.#held
  }

  get #held(): string {
    return `A ${this.#signals.output.toFixed(3)}`
  }

  #sampleAt(rate: number): string {
    if (!Number.isInteger(rate) || rate < RATE.least || rate > RATE.most) return 'E range'
    this.#rate = rate
    this.#next = this.#host.clock.now() + 1_000 / rate
    this.#waitForSample()
    return `R ${rate}`
  }

  #setOutput(volts: number): void {
    this.#signals.output = volts
    this.#sayOutput()
  }

  #sayOutput(): void {
    this.#conversation.say(`O ${this.#signals.output.toFixed(3)}`)
  }

  #waitForOutput(): void {
    this.#forgetOutput = this.#host.clock.after(OUTPUT_EVERY, () => {
      this.#sayOutput()
      this.#waitForOutput()
    })
  }

  #waitForSample(): void {
    this.#forgetSample()
    this.#forgetSample = this.#host.clock.after(this.#next - this.#host.clock.now(), () => this.#sayDue())
  }

  /** A timer may be late: every sample that is due by now, each with the voltages of its own time. */
  #sayDue(): void {
    const now = this.#host.clock.now()
    const period = 1_000 / this.#rate
    this.#next = Math.max(this.#next, now - MOST_LATE * period)
    for (; this.#next <= now; this.#next += period) {
      const volts = this.#signals.at(this.#next / 1_000)
      this.#conversation.say(`S ${volts.map(v => v.toFixed(4)).join(' ')}`)
    }
    this.#waitForSample()
  }

  #set(name: string, value: number): void {
    if (name !== 'output') throw new TypeError(`A sampler has no "${name}" to set; it has output.`)
    this.#setOutput(value)
  }
}

export default withFaults(host => new Sampler(host), '!')
