import type { Scalar } from '../../../protocol/index.ts'
import type { ByteMachine, MachineHost, Order } from '../../machine.ts'
import { Conversation } from '../../simulation/conversation.ts'
import { codecOf } from '../codec.ts'
import { framingOf } from '../device.ts'
import type { Quantity } from '../quantities.ts'
import { numberOf } from '../replies.ts'
import type { ScpiProfile } from '../scpi/schema.ts'
import { isQuestion } from '../template.ts'
import { faultOf, ProfileBody } from './body.ts'
import { sameQuestion, unfill, wordedAs } from './wording.ts'

/** Errors that the queue holds; the last place tells of those that got lost. */
const QUEUE = 20
const CODES: Readonly<Record<string, number>> = {
  'Missing parameter': -109,
  'Undefined header': -113,
  'Numeric data error': -120,
  'Execution error': -200,
  'Settings conflict': -221,
  'Data out of range': -222,
  'Illegal parameter value': -224,
  'Queue overflow': -350,
}

/** An instrument made of its profile: it answers the questions that the profile asks, and keeps what it sets. */
export class ScpiMachine implements ByteMachine {
  readonly #profile: ScpiProfile
  readonly #body: ProfileBody
  readonly #conversation: Conversation
  readonly #errors: string[] = []

  constructor(profile: ScpiProfile, host: MachineHost) {
    this.#profile = profile
    this.#body = new ProfileBody(profile.properties, host)
    this.#conversation = new Conversation(host, {
      framing: framingOf(profile),
      realtime: profile.stop?.realtime ?? '',
      interrupt: () => this.#halt(),
      heard: () => {},
      takes: () => 0,
      answer: request => this.#answer(request),
      broken: '',
      // A question is answered, for it changes nothing.
      busy: request => (isQuestion(request) ? this.#answer(request) : this.#complain('Execution error')),
    })
  }

  receive(bytes: Uint8Array): void {
    this.#conversation.receive(bytes)
  }

  order(order: Order): void {
    if (order.order === 'set') this.#body.turn(order.name, order.value)
    else this.#conversation.order(order)
  }

  stop(): void {
    this.#body.leave()
    this.#conversation.stop()
  }

  #answer(request: string): string {
    return isQuestion(request) ? this.#asked(request) : this.#told(request)
  }

  #asked(question: string): string {
    const { identify, errors, properties } = this.#profile
    const who = typeof identify === 'object' ? identify : undefined
    if (sameQuestion(question, who?.ask ?? '*IDN?')) return this.#identity()
    if (sameQuestion(question, '*OPC?')) return '1'
    if (errors !== undefined && sameQuestion(question, errors)) return this.#errors.shift() ?? '0,"No error"'
    const found = Object.entries(properties).find(([, { read }]) => read !== undefined && sameQuestion(question, read))
    // As on the real thing: what is no question gets no answer, and a complaint.
    if (!found) return this.#complain('Undefined header')
    const [name, spec] = found
    return wordedAs(spec.pattern, worded(this.#body.get(name), codecOf(spec).write))
  }

  #identity(): string {
    const { identify = '', title = 'SCPI instrument' } = this.#profile
    if (typeof identify === 'object') return wordedAs(identify.pattern, title)
    const fields = identify === '' ? ['LOCKSTEP', title] : identify.split(',')
    return [...fields, ...['SIMULATED', '0', '1.0'].slice(Math.max(0, fields.length - 1))].join(',')
  }

  #told(request: string): string {
    const { properties, actions = {}, connect = [], stop } = this.#profile
    if (/^\*(CLS|OPC|WAI)$/i.test(request)) {
      if (/CLS/i.test(request)) this.#errors.length = 0
      return ''
    }
    if (stop?.write?.some(line => sameQuestion(line, request))) this.#halt()
    const handled = [
      ...Object.entries(properties).map(([name, { write = [] }]) => this.#set(name, write, request)),
      ...Object.values(actions).map(action => this.#act(action, request)),
    ].some(Boolean)
    const known = [...connect, ...(stop?.write ?? [])].some(line => sameQuestion(line, request))
    if (/^\*RST$/i.test(request)) this.#body.reset()
    else if (!handled && !known) this.#complain('Undefined header')
    return ''
  }

  #set(name: string, write: readonly string[], request: string): boolean {
    const spec = this.#profile.properties[name] as ScpiProfile['properties'][string]
    for (const template of write) {
      const found = unfill(template, request)
      if (!found) continue
      const { value } = found
      if (value !== undefined) this.#take(value, text => this.#body.set(name, codecOf(spec).read(text)))
      return true
    }
    return false
  }

  #act({ write, input = {}, simulate }: NonNullable<ScpiProfile['actions']>[string], request: string): boolean {
    const found = write.map(template => unfill(template, request)).find(fields => fields !== undefined)
    if (!found) return false
    for (const [field, text] of Object.entries(found)) {
      const spec = input[field] ?? {}
      this.#take(text, word => faultOf(spec, codecOf(spec).read(word)))
    }
    if (typeof simulate === 'string') this.#body.act(simulate as Quantity)
    return true
  }

  #take(text: string, take: (text: string) => string | undefined): void {
    if (text.trim() === '') return void this.#complain('Missing parameter')
    let fault: string | undefined
    try {
      fault = take(text)
    } catch {
      fault = 'Illegal parameter value'
    }
    if (fault !== undefined) this.#complain(fault)
  }

  #halt(): void {
    this.#body.halt(this.#profile.stop?.expect)
  }

  #complain(words: string): string {
    const full = this.#errors.length >= QUEUE
    const said = full ? 'Queue overflow' : words
    if (full) this.#errors.pop()
    this.#errors.push(`${CODES[said] ?? -200},"${said}"`)
    return ''
  }
}

/** As instruments write it. What is too much to be measured is 9.9E37. */
function worded(value: Scalar | undefined, write: (value: Scalar) => string): string {
  if (value === undefined || value === null) return '+9.90000000E+37'
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') {
    const [digits = '', exponent = ''] = value.toExponential(8).split('e')
    return `${value < 0 ? '' : '+'}${digits}E${exponent.replace(/^([+-])(\d)$/, '$10$2')}`
  }
  const text = write(value)
  return isNumber(text) ? text : `"${text}"`
}

function isNumber(text: string): boolean {
  try {
    return Number.isFinite(numberOf(text)) && text.trim() !== ''
  } catch {
    return false
  }
}
