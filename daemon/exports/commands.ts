import type { Ended, Refusal } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'
import type { Agent, Order, Sessions } from '../sessions/index.ts'
import type { Filter } from './broker.ts'
import type { Settings } from './config.ts'
import { HOME } from './discovery.ts'
import type { Incoming, Log, Message } from './message.ts'
import { Once } from './once.ts'
import { readRequest } from './request.ts'

interface Office {
  readonly settings: Settings
  readonly state: State
  readonly sessions: Sessions
  readonly wallClock: () => number
  readonly send: (message: Message) => void
  readonly log: Log
  /** 32 hexadecimal digits. */
  readonly randomHex: () => string
}

type Answer = Pick<Ended, 'sentence' | 'detail'> & ({ readonly refused: Refusal } | { readonly outcome: string })

/**
 * Requests that come in by topics, and what came of them. What acts is a command of a session like any other; here is
 * decided only what is no command: what is not fresh, and what comes twice.
 */
export class Commands {
  readonly #office: Office
  readonly #agent: Agent
  readonly #session: string
  readonly #once: Once<Promise<Answer>>
  readonly #complained = new Set<string>()

  constructor(office: Office) {
    const { sessions, randomHex, settings } = office
    const { user: name = 'MQTT', role = 'operator' } = settings.config
    this.#office = office
    this.#session = randomHex()
    this.#agent = sessions.employ(this.#session, { name, role })
    this.#once = new Once(() => sessions.now())
  }

  get filters(): readonly Filter[] {
    const { base } = this.#office.settings
    return [{ topic: `${base}/stop` }, { topic: `${base}/+/+/set` }, { topic: `${base}/+/+/call` }]
  }

  close(): void {
    this.#agent.close()
  }

  /** True if it was meant for us. */
  hear(message: Incoming): boolean {
    const { base } = this.#office.settings
    const { topic, retain, payload } = message
    if (!topic.startsWith(`${base}/`)) return false
    const [device, name, op, ...more] = topic.slice(base.length + 1).split('/')
    const stop = topic === `${base}/stop`
    if (!stop && (more.length > 0 || (op !== 'set' && op !== 'call'))) return false
    // Somebody takes a retained request back.
    if (retain && payload.length === 0) return true
    const to = stop ? `${base}/stop/result` : `${base}/${device}/${name}/result`
    const answer = stop
      ? this.#stop(message)
      : this.#command(message, { control: `${device}.${name}`, op: op as 'set' | 'call' })
    answer
      .then(said => this.#answer(message, to, said))
      .catch((error: Error) => this.#office.log(`MQTT: ${error.message}`, 'warn'))
    return true
  }

  async #stop(message: Incoming): Promise<Answer> {
    if (message.retain) return retained
    const { state, sessions, randomHex } = this.#office
    const nonce = randomHex()
    const reason = new TextDecoder().decode(message.payload.slice(0, 200)).trim()
    sessions.post({
      type: 'stopRequested',
      session: this.#session,
      stop: { t: 'stop', nonce, scope: 'station', ...(reason !== '' && { reason }) },
    })
    const { generation } = state.stops.get('station') ?? {}
    return { outcome: 'done', sentence: 'Stopped.', ...(generation !== undefined && { detail: { generation } }) }
  }

  #command(message: Incoming, { control, op }: Pick<Order, 'control' | 'op'>): Promise<Answer> {
    const { settings, state } = this.#office
    const { expiry, retain, correlation } = message
    if (retain) return Promise.resolve(retained)
    const known = correlation && this.#once.find(message)
    if (known === 'other') return no('These correlation data stood on another request; take new ones for each.')
    if (known) return known.answer
    const twice = repeatable(message, op)
    if (twice) return no(twice)
    if (expiry === undefined && !settings.withoutExpiry(control)) return no(NO_EXPIRY)
    const wanted = readRequest(state, { control, op }, message.payload)
    if ('fault' in wanted) return no(wanted.fault)
    const answer = this.#agent.order({ ...wanted.order, ...(expiry !== undefined && { ttl: expiry * 1_000 }) })
    if (correlation) this.#once.add(message, answer)
    return answer
  }

  #answer(message: Incoming, result: string, answer: Answer): void {
    const { send, wallClock } = this.#office
    const { sentence, detail } = answer
    const { responseTopic, correlation, topic } = message
    const refused = 'refused' in answer
    const payload = JSON.stringify({
      ...(refused ? { refused: answer.refused } : { outcome: answer.outcome }),
      sentence,
      ...(detail !== undefined && { detail }),
    })
    if (refused) this.#complain(topic, sentence)
    const to = responseTopic !== undefined && this.#isTheirs(responseTopic) ? responseTopic : result
    send({ topic: to, payload, retain: false, at: wallClock(), ...(correlation && { correlation }) })
  }

  /**
   * We answer with our own rights: nobody may have us write where we tell the truth, or what Home Assistant believes, for
   * whom the broker does not let write there.
   */
  #isTheirs(topic: string): boolean {
    const { base } = this.#office.settings
    return (
      topic !== '' && !/[#+\0]/.test(topic) && ![`${base}/`, `${HOME}/`, '$'].some(start => topic.startsWith(start))
    )
  }

  /** A sender that is refused tries again, and again; it is told each time, the log once. */
  #complain(topic: string, sentence: string): void {
    const words = `MQTT: ${topic} was refused: ${sentence}`
    if (this.#complained.has(words) || this.#complained.size > 200) return
    this.#complained.add(words)
    this.#office.log(words, 'warn')
  }
}

const NO_EXPIRY =
  'Quote an expiry: this message says nothing of how long it holds (the Message Expiry Interval of MQTT 5, in seconds).'

const retained: Answer = {
  refused: 'stale',
  sentence:
    'Not carried out: a retained message is repeated at each connection, whenever it was meant. Publish it without "retain".',
}

const no = (sentence: string): Promise<Answer> => Promise.resolve({ refused: 'badArgs', sentence })

/**
 * Why a request without correlation data may not act: one that was sent with QoS 1 may come twice, and a second "start" is
 * not the first once more. A value that is set twice is set; what was sent with QoS 0 comes once or never.
 */
function repeatable({ correlation, qos, dup }: Incoming, op: Order['op']): string | undefined {
  if (correlation || qos === 0) return undefined
  if (dup) return 'It is delivered once more, and nothing tells whether it acted before. Quote correlation data.'
  return op === 'call' ? 'Quote correlation data, or send it with QoS 0: an action must not run twice.' : undefined
}
