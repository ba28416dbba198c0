import type { Clock, DeviceDescription, KeyValue, LinkState, Scalar } from '../../protocol/index.ts'
import type { Event } from '../core/index.ts'
import type { Sessions } from '../sessions/index.ts'
import type { Derivation } from './derive.ts'

/** What of the house a deriver needs. */
export interface Derivable {
  readonly sessions: Pick<Sessions, 'observe'>
  post(event: Event): void
}

/** Why a value cannot be computed, or not well. */
type Doubt = Pick<Extract<Event, { type: 'doubted' }>, 'quality' | 'reason'>

/** Computes derived values, with each flush that brought one of their sources, and when a source becomes stale. */
export class Deriver {
  readonly #house: Derivable
  readonly #clock: Clock
  readonly #keys = new Map<string, KeyValue>()
  readonly #doubts = new Map<Derivation, string>()
  readonly #timers = new Map<Derivation, () => void>()
  #leave: () => void = () => undefined

  constructor(house: Derivable, clock: Clock) {
    this.#house = house
    this.#clock = clock
  }

  /** From now on these, and no others. */
  arrange(derivations: readonly Derivation[]): void {
    this.close()
    if (derivations.length === 0) return
    this.#leave = this.#house.sessions.observe([...new Set(derivations.flatMap(watched))], ({ keys, gone }) => {
      for (const [key, value] of keys) this.#keys.set(key, value)
      for (const key of gone) this.#keys.delete(key)
      const changed = new Set([...keys.keys(), ...gone])
      for (const derivation of derivations) this.#compute(derivation, changed)
    })
  }

  close(): void {
    this.#leave()
    for (const forget of this.#timers.values()) forget()
    this.#timers.clear()
    this.#keys.clear()
    this.#doubts.clear()
  }

  #compute(derivation: Derivation, changed: ReadonlySet<string>): void {
    const link = linkOf(derivation)
    // What the link's coming or going has made of it is not known here.
    if (changed.has(link)) this.#doubts.delete(derivation)
    if (!watched(derivation).some(key => changed.has(key))) return
    if ((this.#keys.get(link)?.value as LinkState | undefined)?.state === 'up') this.#computeNow(derivation)
  }

  #computeNow(derivation: Derivation): void {
    const { device, name: property, sources, evaluate } = derivation
    const { post } = this.#house
    this.#waitForAge(derivation)
    const doubt = this.#doubtOf(Object.values(sources))
    if (doubt) return this.#doubt(derivation, doubt)
    const values = Object.entries(sources).map(([name, key]) => [name, this.#keys.get(key)?.value as Scalar])
    const value = evaluate(Object.fromEntries(values))
    if (value instanceof Error) return this.#doubt(derivation, { quality: 'bad', reason: value.message })
    if (typeof value !== this.#typeOf(derivation) || (typeof value === 'number' && !Number.isFinite(value)))
      return this.#doubt(derivation, { quality: 'bad', reason: `it computes to ${String(value)}` })
    this.#doubts.delete(derivation)
    const times = Object.values(sources).map(key => this.#keys.get(key)?.sampled ?? 0)
    const sampled = times.length > 0 ? Math.max(...times) : this.#clock.now()
    post({ type: 'heard', device, readings: [{ property, value: value as Scalar, sampled }], events: [] })
  }

  #doubt(derivation: Derivation, doubt: Doubt): void {
    const said = `${doubt.quality} ${doubt.reason}`
    if (this.#doubts.get(derivation) === said) return
    this.#doubts.set(derivation, said)
    this.#house.post({ type: 'doubted', device: derivation.device, property: derivation.name, ...doubt })
  }

  /** The worst of its sources. */
  #doubtOf(sources: readonly string[]): Doubt | undefined {
    let doubt: Doubt | undefined
    for (const key of sources) {
      const of = this.#keys.get(key)
      if (of?.value === undefined || of.value === null) return { quality: 'bad', reason: `${key} is not known` }
      if (of.quality === 'bad') return { quality: 'bad', reason: `${key}: ${of.reason ?? 'bad'}` }
      if (this.#ageLeft(key) <= 0) return { quality: 'bad', reason: `${key} is stale` }
      if (of.quality === 'uncertain') doubt = { quality: 'uncertain', reason: `${key}: ${of.reason ?? 'uncertain'}` }
    }
    return doubt
  }

  /** How long a value still is fresh, ms. */
  #ageLeft(key: string): number {
    const { sampled } = this.#keys.get(key) ?? {}
    const [device = '', property = ''] = key.split('.')
    const staleAfter = this.#describes(device)?.properties[property]?.staleAfter
    return sampled === undefined || staleAfter === undefined ? Infinity : sampled + staleAfter - this.#clock.now()
  }

  #waitForAge(derivation: Derivation): void {
    this.#timers.get(derivation)?.()
    this.#timers.delete(derivation)
    const left = Object.values(derivation.sources)
      .map(key => this.#ageLeft(key))
      .filter(ms => ms > 0)
    const next = Math.min(...left)
    if (next === Infinity) return
    const fire = (): void =>
      this.#compute(derivation, new Set(watched(derivation).filter(key => key !== linkOf(derivation))))
    this.#timers.set(derivation, this.#clock.after(Math.ceil(next), fire))
  }

  #typeOf({ device, name }: Derivation): string | undefined {
    return this.#describes(device)?.properties[name]?.type
  }

  #describes(device: string): DeviceDescription | undefined {
    return this.#keys.get(`${device}.$about`)?.value as DeviceDescription | undefined
  }
}

const linkOf = ({ device }: Derivation): string => `${device}.$link`

/** Its sources, and what says how long these are fresh; its own link, without which nothing is heard. */
function watched(derivation: Derivation): string[] {
  const { device, sources } = derivation
  const devices = new Set([device, ...Object.values(sources).map(key => key.split('.')[0] ?? '')])
  return [linkOf(derivation), ...[...devices].map(name => `${name}.$about`), ...Object.values(sources)]
}
