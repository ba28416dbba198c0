import type { Scalar } from '../../../protocol/index.ts'
import type { MachineHost } from '../../machine.ts'
import { bell } from '../../simulation/random.ts'
import { type Codec, choicesOf, codecOf } from '../codec.ts'
import { scalarOf } from '../property.ts'
import type { Quantity } from '../quantities.ts'
import type { PropertySpec, SimulateSpec, ValueSpec } from '../schema.ts'
import { Bench, type Stand } from './bench.ts'

export interface Member extends PropertySpec, SimulateSpec {
  readonly write?: readonly string[] | undefined
}

/** What is not simulated as something else wanders around the middle of its range, once in this time, ms. */
const WANDERING = 60_000

/**
 * What a simulated device holds: what was set, quantities of the bench, and of the rest something plausible. It takes
 * nothing that the profile does not take.
 */
export class ProfileBody {
  readonly #members: Readonly<Record<string, Member>>
  readonly #host: MachineHost
  readonly #stand: Stand
  readonly #held = new Map<string, Scalar>()

  constructor(members: Readonly<Record<string, Member>>, host: MachineHost) {
    this.#members = members
    this.#host = host
    this.#stand = Bench.of(host).stand()
    this.reset()
  }

  leave(): void {
    this.#stand.leave()
  }

  /** As it is after power on. */
  reset(): void {
    for (const [name, member] of Object.entries(this.#members)) {
      const { simulate } = member
      const first = firstOf(member)
      if (typeof simulate === 'string') this.#stand.set(simulate as Quantity, first)
      else this.#held.set(name, first)
    }
  }

  /** Undefined: there is nothing to measure. */
  get(name: string): Scalar | undefined {
    const member = this.#members[name] as Member
    if (typeof member.simulate === 'string') return this.#stand.get(member.simulate as Quantity)
    const held = this.#held.get(name) ?? null
    if (member.write || typeof held !== 'number') return held
    const [least, most] = member.range ?? [held - 2, held + 2]
    const swing = Math.sin((2 * Math.PI * this.#host.clock.now()) / WANDERING) / 20
    return held + (most - least) * (swing + bell(this.#host.random) / 2_000)
  }

  /** Why it is not taken, where it is not. */
  set(name: string, value: Scalar): string | undefined {
    const member = this.#members[name] as Member
    const fault = faultOf(member, value)
    if (fault !== undefined) return fault
    return this.#put(name, value)
  }

  act(quantity: Quantity): void {
    this.#stand.set(quantity, null)
  }

  /** The stop acts: what is expected then is so from now on. */
  halt(expect: Readonly<Record<string, string | number | boolean>> = {}): void {
    for (const [name, word] of Object.entries(expect))
      this.#put(name, scalarOf(word, codecOf(this.#members[name] ?? {})))
  }

  /** Somebody turns a knob of the world. */
  turn(name: string, value: number): void {
    if (name === 'load' && value > 0) {
      this.#stand.bench.load = value
      this.#stand.bench.protect()
    } else if (!Object.hasOwn(this.#members, name)) {
      const known = ['load', ...Object.keys(this.#members)].join(', ')
      throw new TypeError(`This device has no "${name}" to set to ${value}; it has ${known}.`)
    } else {
      const codec = codecOf(this.#members[name] as Member)
      this.#put(name, codec.type === 'boolean' ? value !== 0 : codec.type === 'number' ? value : String(value))
    }
  }

  #put(name: string, value: Scalar): string | undefined {
    const { simulate } = this.#members[name] as Member
    if (typeof simulate === 'string') return this.#stand.set(simulate as Quantity, value)
    this.#held.set(name, value)
    return undefined
  }
}

export function faultOf(spec: ValueSpec, value: Scalar): string | undefined {
  const [least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY] = spec.range ?? []
  if (typeof value === 'number' && (value < least || value > most)) return 'Data out of range'
  if (spec.select === undefined) return undefined
  return choicesOf(spec.select).some(([choice]) => choice === value) ? undefined : 'Illegal parameter value'
}

/** What it is after power on: the safe value, else off, the first choice, or the least that is no harm. */
function firstOf(member: Member): Scalar {
  const { simulate, safe, range, select } = member
  const codec: Codec = codecOf(member)
  if (typeof simulate === 'number' || typeof simulate === 'boolean') return simulate
  if (simulate === 'source.most') return range?.[1] ?? 0
  if (safe !== undefined) return scalarOf(safe, codec)
  if (codec.type === 'boolean') return false
  if (select !== undefined) return choicesOf(select)[0]?.[0] ?? ''
  if (codec.type === 'string') return 'simulated'
  const [least, most] = range ?? [19, 23]
  return member.write ? Math.max(least, Math.min(0, most)) : (least + most) / 2
}
