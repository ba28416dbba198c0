import type { Answer, Event, Job } from '../../daemon/core/index.ts'
import { Owner, type Recorded } from '../../daemon/devices/index.ts'
import { action, type Driver, defineDriver, event, number, serial, toggle } from '../../drivers/contract.ts'
import { lines, toBytes, toText } from '../../drivers/framing.ts'
import type { MachineMaker } from '../../drivers/machine.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import { settle, VirtualClock } from '../virtual-clock.ts'

/** A machine that hears lines; what it says, and when, is the test's. */
export const machine =
  (hear: (line: string, say: (text: string, after?: number) => void) => void): MachineMaker =>
  host => {
    let heard = ''
    const say = (text: string, after = 0) => void host.clock.after(after, () => host.send(toBytes(text)))
    return {
      receive(bytes) {
        const pieces = (heard + toText(bytes)).split('\n')
        heard = pieces.pop() ?? ''
        for (const line of pieces) hear(line, say)
      },
      order: () => undefined,
      stop: () => undefined,
    }
  }

/** Answers `ID?` and settings as it should, anything else with its own name: `A?` by `A 7`. */
export const obedient = machine((line, say) => say(answerTo(line)))

export function answerTo(line: string): string {
  const [, tag = '', text = line] = /^([0-9A-F]{2} )?(.*)$/s.exec(line) ?? []
  if (text === 'ID?') return `${tag}THING 1\n`
  return text.endsWith('?') ? `${tag}${text.slice(0, -1)} 7\n` : `${tag}OK\n`
}

const plain = lines({ end: '\n', longest: 64 })
export const tagged = lines({ end: '\n', longest: 64, tag: 'hex2' })

/** A driver of two properties, two actions and an event; any of it may be overridden by what a test is about. */
export const thing = (override: Partial<Driver> = {}): Driver =>
  defineDriver({
    title: 'Thing',
    transport: serial({ baudRate: 9_600 }),
    framing: plain,
    refusal: /^ERR (?<why>.+)$/,
    timeout: '100 ms',
    properties: {
      a: number({
        title: 'A',
        range: [0, 100],
        staleAfter: '1 s',
        control: 'setpoint',
        read: async link => Number((await link.ask('A?', /^A (.+)$/))[1]),
        write: (link, value) => link.ask(`A ${value}`, /^OK$/),
      }),
      on: toggle({
        title: 'On',
        staleAfter: '1 s',
        read: async link => (await link.ask('ON?', /^ON (.)$/))[1] === '1',
      }),
    },
    actions: { go: action({ title: 'Go', within: '1 s', run: link => link.ask('GO', /^OK$/) }) },
    events: { bang: event('Bang', { loud: 'boolean', how: 'number' }) },
    identify: link => link.ask('ID?', /^THING (?<version>.+)$/),
    stop: { how: 'realtime', run: link => link.urgent('!') },
    ...override,
  })

/** The same with its action run by this. */
export const going = (run: Driver['actions'][string]['run'], override: Partial<Driver> = {}): Driver =>
  thing({ actions: { go: action({ title: 'Go', within: '1 s', run }) }, ...override })

export const go: Job = { kind: 'call', action: 'go', input: {}, command: 's#1' }
export const set = (value: number, n = 1): Job => ({ kind: 'set', property: 'a', value, command: `s#${n}` })
export const read: Job = { kind: 'read', property: 'a' }

/** An owner on a fake wire, without a core: what it posts is on a list. */
export class Rig {
  readonly clock = new VirtualClock()
  readonly transport: FakeTransport
  readonly owner: Owner
  readonly events: Event[] = []
  readonly log: string[] = []
  readonly records: Recorded[] = []
  /** Samples of streams: which, when, what. */
  readonly samples: { readonly stream: string; readonly at: number; readonly values: readonly number[] }[] = []
  /** What core says to the second check. */
  released = true
  /** How often it was asked. */
  releases = 0
  /** Is called in the middle of the second check. */
  onRelease: () => void = () => undefined
  #seen = 0

  constructor(driver: Driver = thing(), make: MachineMaker = obedient) {
    this.transport = new FakeTransport({ clock: this.clock, random: () => 0.5, machine: make, latency: 1 })
    this.owner = new Owner({
      name: 'thing',
      driver,
      transport: this.transport,
      clock: this.clock,
      post: event => this.events.push(event),
      release: () => {
        this.releases++
        this.onRelease()
        return this.released
      },
      record: line => this.records.push(line),
      sample: (stream, at, values) => this.samples.push({ stream, at, values }),
      log: sentence => this.log.push(sentence),
    })
  }

  /** Opened and identified. */
  async up(): Promise<this> {
    this.owner.open()
    await this.clock.pass(20)
    this.news()
    this.records.length = 0
    return this
  }

  async converse(job: Job, ms = 50): Promise<Answer | undefined> {
    this.owner.converse(job)
    await this.clock.pass(ms)
    return this.answers().at(-1)
  }

  /** The transport as the owner sees it ends. */
  unplug(ms?: number): void {
    this.transport.unplug(ms)
  }

  /** What was posted since this was asked last. */
  news(): Event[] {
    const news = this.events.slice(this.#seen)
    this.#seen = this.events.length
    return news
  }

  answers(): Answer[] {
    return this.news().flatMap(event => (event.type === 'answered' ? [event.answer] : []))
  }

  /** States of the link, of all time. */
  get links(): string[] {
    return this.events.flatMap(event => (event.type === 'link' ? [event.link.state] : []))
  }

  /** What went out, frame by frame. */
  get out(): string[] {
    return this.records.filter(({ way }) => way === 'out').map(({ bytes }) => toText(bytes).trim())
  }
}

export { settle }
