import type { Clock, DeviceDescription, Evt, KeyValue, LinkState, PropertyDescription } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'
import type { Observation } from '../sessions/index.ts'
import type { Rule, Settings } from './config.ts'
import { discoveryOf } from './discovery.ts'
import { Gate } from './gate.ts'
import type { Message } from './message.ts'

export interface Publishing {
  readonly settings: Settings
  readonly state: State
  readonly clock: Clock
  readonly wallClock: () => number
  readonly send: (message: Message) => void
}

/** Messages a second for each property, where nothing else is said. */
const MOST_HZ = 1

/** Says what the station knows, as messages: of what was told to it, what is due. */
export class Publisher {
  readonly #p: Publishing
  readonly #gates = new Map<string, Gate>()
  /** Topics that say something, by the key that they are about. */
  readonly #said = new Map<string, string>()
  /** Discovery documents that Home Assistant was given, by device and topic. */
  readonly #discovered = new Map<string, Map<string, string>>()

  /** All that was committed up to here has been offered. */
  #revision = 0

  constructor(publishing: Publishing) {
    this.#p = publishing
  }

  observe({ keys, gone, events, revision }: Observation): void {
    this.#revision = revision
    for (const key of gone) this.#gone(key)
    for (const [key] of keys) if (key.endsWith('.$about')) this.#about(key.slice(0, -'.$about'.length))
    for (const [key, value] of keys) this.#told(key, value)
    for (const event of events) this.#happened(event)
  }

  /** Home Assistant is there anew and knows nothing. */
  discoverAgain(): void {
    for (const documents of this.#discovered.values())
      for (const [topic, payload] of documents) this.#p.send(this.#message(topic, payload))
  }

  /** Whether a topic is one that this station keeps, or will keep when it knows what to say. */
  keeps(topic: string): boolean {
    const { base } = this.#p.settings
    if (topic === `${base}/status` || [...this.#said.values()].includes(topic)) return true
    for (const documents of this.#discovered.values()) if (documents.has(topic)) return true
    const [device = '', property = '', ...more] = topic.slice(base.length + 1).split('/')
    const known = this.#p.state.devices.get(device)?.description
    if (!topic.startsWith(`${base}/`) || more.length > 0 || !known) return false
    return (
      property.startsWith('$') ||
      (Object.hasOwn(known.properties, property) && this.#rule(device, property) !== undefined)
    )
  }

  close(): void {
    for (const gate of this.#gates.values()) gate.close()
  }

  #told(key: string, value: KeyValue): void {
    const [device = '', name = ''] = key.split('.', 2)
    const known = this.#p.state.devices.get(device)?.description
    if (device === 'station') {
      if (name === '$stop') this.#say(key, `$stop`, this.#stopOf(value))
      return
    }
    if (!known || !this.#speaks(device, known)) return
    if (name === '$link') this.#say(key, `${device}/$state`, stateOf(value.value as LinkState))
    else if (name === '$stop') this.#say(key, `${device}/$stop`, this.#stopOf(value))
    else if (known.properties[name]) this.#property(key, value, known.properties[name])
  }

  /** A generation counts in one life of the daemon. */
  #stopOf({ value }: KeyValue): string {
    const { settings, state } = this.#p
    return JSON.stringify(settings.commands ? { ...(value as object), epoch: state.epoch } : value)
  }

  #property(key: string, value: KeyValue, known: PropertyDescription): void {
    const rule = this.#p.settings.rule(key)
    // What was never read has nothing to say yet.
    if (!rule || value.value === undefined) return
    this.#gate(key, known, rule).offer(value)
  }

  #gate(key: string, known: PropertyDescription, { maxHz = MOST_HZ, deadband }: Rule): Gate {
    let gate = this.#gates.get(key)
    if (!gate) {
      gate = new Gate({
        clock: this.#p.clock,
        interval: 1_000 / maxHz,
        deadband: deadband ?? known.precision ?? 0,
        say: value => this.#sayValue(key, value, known),
      })
      this.#gates.set(key, gate)
    }
    return gate
  }

  #sayValue(key: string, value: KeyValue, { unit }: PropertyDescription): void {
    const { settings, clock } = this.#p
    const at = this.#wall(value.sampled ?? value.received ?? clock.now())
    const { value: is, asked, quality, reason, severity } = value
    const whole = {
      value: is,
      ...(unit !== undefined && { unit }),
      time: new Date(at).toISOString(),
      ...(quality !== undefined && { quality }),
      ...(reason !== undefined && { reason }),
      ...(severity !== undefined && { severity }),
      ...(asked !== undefined && { asked }),
      // What a command may quote as the state of things that its sender looked at.
      ...(settings.commands && { revision: this.#revision, epoch: this.#p.state.epoch }),
    }
    this.#say(key, key.replace('.', '/'), settings.json ? JSON.stringify(whole) : String(is), at)
  }

  #happened({ device, event, severity, number, time, data = {} }: Evt): void {
    const { settings, send } = this.#p
    if (!settings.rule(`${device}.${event}`)) return
    const at = this.#wall(time)
    const payload = JSON.stringify({
      time: new Date(at).toISOString(),
      number,
      ...(severity !== 'none' && { severity }),
      data,
    })
    send({ topic: `${settings.base}/${device}/events/${event}`, payload, retain: false, at })
  }

  /** A device is there, or is another than before. */
  #about(device: string): void {
    const known = this.#p.state.devices.get(device)?.description
    if (!known) return
    const prefix = `${device}.`
    for (const [key, gate] of this.#gates) {
      if (!key.startsWith(prefix)) continue
      gate.close()
      this.#gates.delete(key)
    }
    const { settings, state } = this.#p
    if (!settings.homeAssistant) return
    const version = (state.keys.get('station.$about')?.value.value as { version?: string } | undefined)?.version
    const documents = discoveryOf(device, known, { settings, version: version ?? '' })
    this.#discover(device, documents)
  }

  #discover(device: string, documents: ReadonlyMap<string, string>): void {
    const before = this.#discovered.get(device) ?? new Map<string, string>()
    for (const topic of before.keys()) if (!documents.has(topic)) this.#p.send(this.#message(topic, ''))
    for (const [topic, payload] of documents)
      if (before.get(topic) !== payload) this.#p.send(this.#message(topic, payload))
    if (documents.size > 0) this.#discovered.set(device, new Map(documents))
    else this.#discovered.delete(device)
  }

  #gone(key: string): void {
    const [device = '', name] = key.split('.', 2)
    this.#gates.get(key)?.close()
    this.#gates.delete(key)
    if (name === '$about') this.#discover(device, new Map())
    const topic = this.#said.get(key)
    if (topic === undefined) return
    this.#said.delete(key)
    this.#p.send(this.#message(topic, ''))
  }

  #say(key: string, topic: string, payload: string, at?: number): void {
    const whole = `${this.#p.settings.base}/${topic}`
    this.#said.set(key, whole)
    this.#p.send(this.#message(whole, payload, at))
  }

  #message(topic: string, payload: string, at: number = this.#p.wallClock()): Message {
    return { topic, payload, retain: true, at }
  }

  /** Something of it is to be published. */
  #speaks(device: string, { properties, events }: DeviceDescription): boolean {
    return [...Object.keys(properties), ...Object.keys(events)].some(name => this.#rule(device, name) !== undefined)
  }

  #rule(device: string, name: string): Rule | undefined {
    return this.#p.settings.rule(`${device}.${name}`)
  }

  /** The wall-clock time of a moment of the daemon's clock. */
  #wall(time: number): number {
    const { wallClock, clock } = this.#p
    return Math.round(wallClock() - (clock.now() - time))
  }
}

function stateOf({ state, reason }: LinkState): string {
  return JSON.stringify({
    state: state === 'up' ? 'online' : 'offline',
    link: state,
    ...(reason !== undefined && { reason }),
  })
}
