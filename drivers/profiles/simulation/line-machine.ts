import type { Scalar } from '../../../protocol/index.ts'
import { milliseconds } from '../../duration.ts'
import type { ByteMachine, MachineHost, Order } from '../../machine.ts'
import { Conversation } from '../../simulation/conversation.ts'
import { codecOf } from '../codec.ts'
import { framingOf } from '../device.ts'
import { isHeard } from '../line/finder.ts'
import type { LineProfile, LineValue } from '../line/schema.ts'
import { isQuestion } from '../template.ts'
import { ProfileBody } from './body.ts'
import { sameQuestion, unfill, wordedAs } from './wording.ts'

/** How often it prints where its profile does not say, ms. */
const EVERY = 1_000
/** Digits after the point of what it prints. */
const DIGITS = 2

/** A board made of its profile: it prints what the profile hears, answers what it asks, keeps what it writes. */
export class LineMachine implements ByteMachine {
  readonly #profile: LineProfile
  readonly #host: MachineHost
  readonly #body: ProfileBody
  readonly #conversation: Conversation
  readonly #period: number
  /** When the next line is due. */
  #next: number
  #forget: () => void = () => {}

  constructor(profile: LineProfile, host: MachineHost) {
    this.#profile = profile
    this.#host = host
    this.#body = new ProfileBody(profile.values, host)
    this.#period = profile.every ? milliseconds(profile.every) : EVERY
    this.#conversation = new Conversation(host, {
      framing: framingOf(profile),
      realtime: profile.stop?.realtime ?? '',
      interrupt: () => this.#halt(),
      heard: () => {},
      takes: () => 0,
      answer: request => this.#answer(request),
      broken: '',
      busy: request => (isQuestion(request) ? this.#answer(request) : this.#no('busy')),
    })
    this.#next = host.clock.now() + this.#period
    if (this.#printed.length > 0) this.#wait()
  }

  receive(bytes: Uint8Array): void {
    this.#conversation.receive(bytes)
  }

  order(order: Order): void {
    if (order.order === 'set') this.#body.turn(order.name, order.value)
    else this.#conversation.order(order)
  }

  stop(): void {
    this.#forget()
    this.#body.leave()
    this.#conversation.stop()
  }

  get #printed(): readonly [string, LineValue][] {
    return Object.entries(this.#profile.values).filter(([, value]) => isHeard(value))
  }

  #wait(): void {
    this.#forget = this.#host.clock.after(this.#next - this.#host.clock.now(), () => {
      this.#next = Math.max(this.#next + this.#period, this.#host.clock.now())
      for (const line of this.#lines()) this.#conversation.say(line)
      this.#wait()
    })
  }

  /** Keys in one line, columns in one, each pattern in its own. */
  #lines(): readonly string[] {
    const said = this.#printed.map(([name, value]) => ({ value, text: this.#text(name, value) }))
    const keyed = said.filter(({ value }) => value.key !== undefined)
    const isJson = keyed.some(({ value }) => value.key?.includes('.'))
    const columns: string[] = []
    for (const { value, text } of said) if (value.column !== undefined) columns[value.column - 1] = text
    return [
      isJson ? jsonOf(keyed) : keyed.map(({ value, text }) => `${value.key}=${quoted(text)}`).join(' '),
      Array.from(columns, text => text ?? '0').join(this.#profile.separator ?? ','),
      ...said.filter(({ value }) => value.key === undefined && value.column === undefined).map(({ text }) => text),
    ].filter(line => line !== '')
  }

  #text(name: string, value: LineValue): string {
    return wordedAs(value.pattern, worded(this.#body.get(name), value))
  }

  #answer(request: string): string {
    const { identify, values, actions = {}, stop } = this.#profile
    if (identify && sameQuestion(identify.ask, request)) return wordedAs(identify.pattern, '1.0')
    for (const [name, value] of Object.entries(values)) {
      if (value.ask !== undefined && sameQuestion(value.ask, request)) return placed(value, this.#text(name, value))
      const found = value.write?.map(template => unfill(template, request)).find(fields => fields !== undefined)
      if (found) return this.#set(name, value, found.value)
    }
    if (stop?.write?.some(line => sameQuestion(line, request))) {
      this.#halt()
      return stop.reply ? wordedAs(stop.reply, 'OK') : ''
    }
    const action = Object.values(actions).find(({ write }) => write.some(line => unfill(line, request) !== undefined))
    return action ? wordedAs(action.reply, 'OK') : this.#no('unknown')
  }

  #set(name: string, value: LineValue, text: string | undefined): string {
    try {
      const fault = text === undefined ? undefined : this.#body.set(name, codecOf(value).read(text))
      return fault === undefined ? (value.reply ? wordedAs(value.reply, 'OK') : '') : this.#no('range')
    } catch {
      return this.#no('value')
    }
  }

  /** A board whose profile knows no refusal says nothing. */
  #no(why: string): string {
    const { refusal } = this.#profile
    return refusal ? wordedAs(new RegExp(refusal.source.replace('?<why>', '')), why) : ''
  }

  #halt(): void {
    this.#body.halt(this.#profile.stop?.expect)
  }
}

/** The whole answer, in which the value stands where the profile looks for it. */
function placed({ key, column }: LineValue, text: string): string {
  if (key !== undefined) return `${key}=${quoted(text)}`
  return column === undefined ? text : [...Array(column - 1).fill('0'), text].join(',')
}

function worded(value: Scalar | undefined, spec: LineValue): string {
  const { write } = codecOf(spec)
  if (typeof value !== 'number') return value === undefined || value === null ? 'nan' : write(value)
  return spec.step === undefined && spec.precision === undefined ? value.toFixed(DIGITS) : write(value)
}

const quoted = (text: string): string => (/[\s,;]/.test(text) ? `"${text}"` : text)

function jsonOf(said: readonly { readonly value: LineValue; readonly text: string }[]): string {
  const root: Record<string, unknown> = {}
  for (const { value, text } of said) {
    const path = (value.key ?? '').split('.')
    const last = path.pop() ?? ''
    let place = root
    for (const step of path) {
      place[step] ??= {}
      place = place[step] as Record<string, unknown>
    }
    const number = Number(text)
    place[last] = Number.isNaN(number) ? text : number
  }
  return JSON.stringify(root)
}
