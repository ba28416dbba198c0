import type { ByteMachine, MachineHost, MachineMaker, Order } from '../machine.ts'

/** Bytes each way that a hung machine keeps; the rest is lost, as in a real receive buffer. */
const MOST_HELD = 4_096
const NOISE = { bytes: 64, every: 2 } as const

/**
 * Any byte machine, able to misbehave when ordered to: drop, garble, hang,
 * unplug and flood need to know nothing of what the bytes mean.
 * @param realtime characters that reach even a hung machine (its interrupt, not its main loop, acts on them)
 */
export function withFaults(make: MachineMaker, realtime = ''): MachineMaker {
  return host => new Faulty(host, make, realtime)
}

type Hang = 'none' | 'ordered' | 'hanging'

class Faulty implements ByteMachine {
  readonly #host: MachineHost
  readonly #machine: ByteMachine
  readonly #realtime: string
  #drop = 0
  #garble = 0
  /** `ordered`: it hangs in the middle of the next thing it says. */
  #hang: Hang = 'none'
  #endHang: (() => void) | undefined
  #endFlood: (() => void) | undefined
  #heldIn: number[] = []
  #heldOut: number[] = []

  constructor(host: MachineHost, make: MachineMaker, realtime: string) {
    this.#host = host
    this.#realtime = realtime
    this.#machine = make({
      clock: host.clock,
      random: () => host.random(),
      send: bytes => this.#say(bytes),
      unplug: ms => host.unplug(ms),
      ...(host.world && { world: host.world }),
    })
  }

  receive(bytes: Uint8Array): void {
    if (this.#hang !== 'hanging') {
      this.#machine.receive(bytes)
      return
    }
    // At once, and again in its place: else what was heard before a stop would act after it.
    hold(this.#heldIn, bytes)
    const now = bytes.filter(byte => this.#isRealtime(byte))
    if (now.length > 0) this.#machine.receive(now)
  }

  order(order: Order): void {
    switch (order.order) {
      case 'drop':
        this.#drop = order.chance
        break
      case 'garble':
        this.#garble = order.chance
        break
      case 'hang':
        this.#startHang(order.for)
        break
      case 'flood':
        this.#startFlood(order.for)
        break
      case 'unplug':
        this.#heldOut = []
        this.#host.unplug(order.for)
        break
      case 'delay':
      case 'refuse':
      case 'set':
        this.#machine.order(order)
        break
    }
  }

  stop(): void {
    this.#endHang?.()
    this.#endFlood?.()
    this.#machine.stop()
  }

  #isRealtime(byte: number): boolean {
    return this.#realtime.includes(String.fromCharCode(byte))
  }

  #say(bytes: Uint8Array): void {
    if (this.#chance(this.#drop)) return
    const said = this.#chance(this.#garble) ? this.#garbled(bytes) : bytes
    if (this.#hang === 'none') {
      this.#host.send(said)
      return
    }
    const cut = this.#hang === 'ordered' ? said.length >> 1 : 0
    this.#hang = 'hanging'
    if (cut > 0) this.#host.send(said.subarray(0, cut))
    hold(this.#heldOut, said.subarray(cut))
  }

  #chance(chance: number): boolean {
    return chance > 0 && this.#host.random() < chance
  }

  #garbled(bytes: Uint8Array): Uint8Array {
    const copy = bytes.slice()
    const at = Math.floor(this.#host.random() * copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(this.#host.random() * 8))
    return copy
  }

  #startHang(ms: number): void {
    this.#endHang?.()
    if (this.#hang === 'none') this.#hang = 'ordered'
    if (ms === 0) this.#wake()
    else this.#endHang = this.#host.clock.after(ms, () => this.#wake())
  }

  /** Says the rest of what was cut, then goes on with what it heard. */
  #wake(): void {
    this.#hang = 'none'
    const said = Uint8Array.from(this.#heldOut)
    const heard = Uint8Array.from(this.#heldIn)
    this.#heldOut = []
    this.#heldIn = []
    if (said.length > 0) this.#host.send(said)
    if (heard.length > 0) this.#machine.receive(heard)
  }

  #startFlood(ms: number): void {
    this.#endFlood?.()
    const { clock } = this.#host
    const until = clock.now() + ms
    const tick = (): void => {
      if (clock.now() >= until) return
      this.#host.send(Uint8Array.from({ length: NOISE.bytes }, () => Math.floor(this.#host.random() * 256)))
      this.#endFlood = clock.after(NOISE.every, tick)
    }
    tick()
  }
}

function hold(held: number[], bytes: Uint8Array): void {
  for (const byte of bytes.subarray(0, MOST_HELD - held.length)) held.push(byte)
}
