import type { ByteMachine, MachineHost, Order } from '../../machine.ts'
import { Conversation } from '../../simulation/conversation.ts'
import { withFaults } from '../../simulation/faults.ts'
import { bell, between } from '../../simulation/random.ts'
import { PlateBody } from './body.ts'
import { framing } from './wire.ts'

/** Somebody opens the door now and then, and closes it soon, ms. */
const DOOR = { shut: [60_000, 600_000], open: [3_000, 10_000] } as const
/** How long a tare takes, ms. */
const TARE = [300, 900] as const
/** Deviation of the sensor, Cel. */
const NOISE = 0.04

class Plate implements ByteMachine {
  readonly #host: MachineHost
  readonly #body: PlateBody
  readonly #conversation: Conversation
  #forgetDoor: () => void = () => {}
  #saidTripped = false

  constructor(host: MachineHost) {
    this.#host = host
    this.#body = new PlateBody(host.clock.now())
    this.#body.drift = between(host.random, -1.5, 1.5)
    this.#conversation = new Conversation(host, {
      framing,
      realtime: '!',
      interrupt: () => this.#stopNow(),
      heard: () => this.#body.attend(host.clock.now()),
      takes: request => (request === 'TARE' ? between(host.random, ...TARE) : 0),
      answer: (request, overtaken) => this.#answer(request, overtaken),
      broken: 'ERR checksum',
      busy: () => 'ERR busy',
    })
    this.#waitForDoor()
  }

  receive(bytes: Uint8Array): void {
    this.#conversation.receive(bytes)
  }

  order(order: Order): void {
    if (order.order === 'set') this.#set(order.name, order.value)
    else this.#conversation.order(order)
  }

  stop(): void {
    this.#forgetDoor()
    this.#conversation.stop()
  }

  #answer(request: string, overtaken: boolean): string {
    this.#body.advance(this.#host.clock.now())
    this.#sayTripped()
    const asked = this.#read(request)
    if (asked !== undefined) return asked
    return overtaken ? 'ERR stopped' : this.#act(request)
  }

  #read(request: string): string | undefined {
    const body = this.#body
    switch (request) {
      case 'ID?':
        return 'PLATE 3.1'
      case 'T?':
        return `T ${(body.temperature + body.drift + NOISE * bell(this.#host.random)).toFixed(2)}`
      case 'S?':
        return `S ${body.target.toFixed(2)}`
      case 'P?':
        return `P ${(100 * body.power).toFixed(1)}`
      case 'H?':
        return `H ${Number(body.heater)}`
      case 'F?':
        return `F ${body.fan}`
      case 'D?':
        return `D ${Number(body.door)}`
      default:
        return undefined
    }
  }

  #act(request: string): string {
    const [, name, argument = ''] = /^([A-Z]+)(?: (-?\d{1,4}(?:\.\d{1,2})?))?$/.exec(request) ?? []
    if (name === undefined) return 'ERR syntax'
    if (name === 'TARE' && argument === '') {
      this.#body.drift = 0
      return 'OK'
    }
    if (argument === '') return 'ERR unknown'
    return this.#write(name, Number(argument))
  }

  #write(name: string, value: number): string {
    const body = this.#body
    if (name === 'S') {
      if (value < 0 || value > 300) return 'ERR range'
      body.target = value
    } else if (name === 'F') {
      if (!Number.isInteger(value) || value < 0 || value > 100) return 'ERR range'
      body.fan = value
    } else if (name === 'H') {
      return this.#switchHeater(value)
    } else {
      return 'ERR unknown'
    }
    return 'OK'
  }

  #switchHeater(value: number): string {
    const body = this.#body
    if (value !== 0 && value !== 1) return 'ERR range'
    if (value === 1 && body.forbidden) return `ERR ${body.forbidden}`
    if (value === 1) body.tripped = this.#saidTripped = false
    body.heater = value === 1
    return 'OK'
  }

  /** Both go: with the target left as it was, one touch of the heater's switch would make the plate hot again. */
  #stopNow(): void {
    this.#body.advance(this.#host.clock.now())
    this.#body.heater = false
    this.#body.target = 0
    this.#conversation.say('STOPPED')
  }

  #sayTripped(): void {
    if (!this.#body.tripped || this.#saidTripped) return
    this.#saidTripped = true
    this.#conversation.say('TRIP over temperature')
  }

  #moveDoor(open: boolean): void {
    this.#body.advance(this.#host.clock.now())
    if (this.#body.door !== open) this.#conversation.say(`DOOR ${Number(open)}`)
    this.#body.door = open
    this.#waitForDoor()
  }

  #waitForDoor(): void {
    this.#forgetDoor()
    const [least, most] = this.#body.door ? DOOR.open : DOOR.shut
    const wait = between(this.#host.random, least, most)
    this.#forgetDoor = this.#host.clock.after(wait, () => this.#moveDoor(!this.#body.door))
  }

  #set(name: string, value: number): void {
    this.#body.advance(this.#host.clock.now())
    if (name === 'door') this.#moveDoor(value !== 0)
    else if (name === 'temperature') this.#body.temperature = value
    else if (name === 'ambient') this.#body.ambient = value
    else throw new TypeError(`A plate has no "${name}" to set; it has door, temperature and ambient.`)
    this.#body.advance(this.#host.clock.now())
    this.#sayTripped()
  }
}

export default withFaults(host => new Plate(host), '!')
