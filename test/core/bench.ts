import {
  type Answer,
  createState,
  type Effect,
  type Event,
  type Founding,
  nextDeadline,
  type State,
  step,
} from '../../daemon/core/index.ts'
import type { Cmd, DeviceDescription, KeyValue, Out, Scalar, Stop, Stopped } from '../../protocol/index.ts'
import { plate } from './furniture.ts'

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>

export const nonce = (n: number): string => n.toString(16).padStart(32, '0')

/** The truth on a bench: every event by hand, every effect to be seen, time as told. */
export class Bench {
  readonly state: State
  /** Every effect so far. */
  readonly done: Effect[] = []
  now = 10_000
  #commands = new Map<string, number>()

  constructor({ devices = { plate }, latches = [], stopExpect = {} }: Setting = {}) {
    this.state = createState({
      epoch: 'e1',
      now: this.now,
      station: { title: 'Test', version: '1' },
      latches,
      devices: Object.entries(devices).map(([name, description]) => ({ name, description, stopExpect })),
    })
  }

  post(event: Event): readonly Effect[] {
    const effects = step(this.state, event, this.now)
    this.done.push(...effects)
    return effects
  }

  /** Time passes; whatever falls due on the way is posted as the loop would. */
  pass(ms: number): this {
    const until = this.now + ms
    for (let next = nextDeadline(this.state); next <= until; next = nextDeadline(this.state)) {
      this.now = Math.max(this.now, next)
      this.post({ type: 'tick' })
    }
    this.now = until
    this.post({ type: 'tick' })
    return this
  }

  attach(...sessions: string[]): this {
    for (const session of sessions) this.post({ type: 'attached', session, connection: 1 })
    return this
  }

  link(state: 'up' | 'waiting' | 'opening', device = 'plate'): readonly Effect[] {
    return this.post({
      type: 'link',
      device,
      link: state === 'waiting' ? { state, reason: 'It was unplugged.' } : { state },
    })
  }

  /** Sessions are there, the devices are up, and everything was read once. */
  ready(...sessions: string[]): this {
    this.attach(...(sessions.length > 0 ? sessions : ['anna']))
    for (const [name, device] of this.state.devices) {
      this.link('up', name)
      while (device.job?.job.kind === 'read')
        this.read(device.job.job.property, plausible(device.job.job.property), name)
      for (const [property, { type }] of Object.entries(device.description.properties))
        this.heardAsAsked(name, property, type === 'number' ? 20 : false)
    }
    this.now += 1
    return this
  }

  /** What a person's reading of it would bring, without the conversation. */
  heardAsAsked(device: string, property: string, value: Scalar): void {
    const owner = this.state.devices.get(device)!
    if (owner.job) throw new Error('busy')
    owner.job = { job: { kind: 'read', property }, command: undefined }
    this.post({ type: 'answered', device, answer: { is: 'read', reading: { property, value, sampled: this.now } } })
  }

  /** A command as a punctual page that knows everything would send it. */
  cmd(session: string, patch: Partial<Cmd> = {}): Cmd {
    const command = patch.command ?? (this.#commands.get(session) ?? 0) + 1
    this.#commands.set(session, Math.max(command, this.#commands.get(session) ?? 0))
    const control = patch.control ?? 'plate.target'
    const device = control.split('.')[0] as string
    const generation = (scope: string) => this.state.stops.get(scope)?.generation ?? 0
    return {
      t: 'cmd',
      epoch: 'e1',
      command,
      control,
      op: 'set',
      gesture: command,
      basis: this.state.revision,
      seen: this.now,
      elapsed: 0,
      stopGeneration: Math.max(generation('station'), generation(device)),
      ...(patch.op === undefined || patch.op === 'set' ? { value: 40 } : {}),
      ...patch,
    }
  }

  /** Sends it; what its session is told of it at once. */
  send(session: string, patch: Partial<Cmd> = {}): Out[] {
    const cmd = this.cmd(session, patch)
    return this.sendAs(session, cmd)
  }

  sendAs(session: string, cmd: Cmd, connection = 1): Out[] {
    return outsOf(this.post({ type: 'requested', session, connection, cmd }))
  }

  stop(scope = 'station', number = 1, session = 'anna', reason?: string): readonly Effect[] {
    const stop: Stop = { t: 'stop', nonce: nonce(number), scope, ...(reason !== undefined && { reason }) }
    return this.post({ type: 'stopRequested', session, stop })
  }

  rearm(scope: string, stopGeneration: number, session = 'anna', epoch = 'e1'): readonly Effect[] {
    return this.post({
      type: 'rearmRequested',
      session,
      connection: 1,
      rearm: { t: 'rearm', epoch, scope, stopGeneration },
    })
  }

  /** The driver speaks for the first time. */
  release(device = 'plate'): readonly Effect[] {
    return this.post({ type: 'releasing', device })
  }

  answer(answer: Answer, device = 'plate'): readonly Effect[] {
    return this.post({ type: 'answered', device, answer })
  }

  ack(device = 'plate'): readonly Effect[] {
    this.release(device)
    return this.answer({ is: 'acknowledged' }, device)
  }

  read(property: string, value: Scalar, device = 'plate', sampled = this.now): readonly Effect[] {
    this.release(device)
    return this.answer({ is: 'read', reading: { property, value, sampled } }, device)
  }

  key(name: string): KeyValue {
    return this.state.keys.get(name)!.value
  }

  /** What the device is doing: `set 40`, `call tare`, `read target`, or nothing. */
  doing(device = 'plate'): string | undefined {
    const job = this.state.devices.get(device)?.job?.job
    if (!job) return undefined
    if (job.kind === 'set') return `set ${job.property} ${String(job.value)}`
    return job.kind === 'call' ? `call ${job.action}` : `read ${job.property}`
  }

  /** Values that wait for the device, in their order. */
  waiting(device = 'plate'): unknown[] {
    return this.state.devices.get(device)!.queue.map(({ op, value }) => (op === 'set' ? value : op))
  }

  /** All that a session was ever told of a command: `accepted`, `released`, `done`. */
  story(session: string, command: number): string[] {
    return tellsOf(this.done)
      .filter(tell => tell.session === session && tell.message.t === 'out' && tell.message.command === command)
      .map(tell => wordOf(tell.message as Out))
  }

  /** How a command ended. */
  end(session: string, command: number): Out | undefined {
    return this.state.sessions.get(session)?.ended.get(command)?.out
  }
}

export interface Setting {
  readonly devices?: Readonly<Record<string, DeviceDescription>>
  readonly latches?: Founding['latches']
  readonly stopExpect?: Readonly<Record<string, Scalar>>
}

const plausible = (property: string): Scalar => (property === 'heater' ? false : 20)

export const of = <T extends Effect['type']>(effects: readonly Effect[], type: T): Of<T>[] =>
  effects.filter(effect => effect.type === type) as Of<T>[]

const tellsOf = (effects: readonly Effect[]): Of<'tell'>[] => of(effects, 'tell')

export const outsOf = (effects: readonly Effect[]): Out[] =>
  tellsOf(effects).flatMap(({ message }) => (message.t === 'out' ? [message] : []))

export const stoppedsOf = (effects: readonly Effect[]): Stopped[] =>
  of(effects, 'announce').flatMap(({ message }) => (message.t === 'stopped' ? [message] : []))

/** `accepted`, `superseded`, `refused busy`. */
export function wordOf(out: Out): string {
  if ('stage' in out) return out.stage
  return 'outcome' in out ? out.outcome : `refused ${out.refused}`
}
