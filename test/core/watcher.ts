import { type Effect, type Event, nextDeadline, type State } from '../../daemon/core/index.ts'
import type { Out } from '../../protocol/index.ts'
import { Bench, outsOf, wordOf } from './bench.ts'

const RANK = { accepted: 0, released: 1, acknowledged: 2, verifying: 3 } as const
const NEVER_SENT = ['expired', 'superseded', 'stopped', 'fenced']

/** A bench that looks over the shoulder of every step, and complains of what must not be. */
export class Watched extends Bench {
  readonly acts: string[] = []
  readonly #rank = new Map<string, number>()
  readonly #ends = new Map<string, Out>()
  readonly #lastAct = new Map<string, number>()
  #revision = 0

  override post(event: Event): readonly Effect[] {
    const effects = super.post(event)
    const { state } = this
    must(
      state.revision === this.#revision || state.revision === this.#revision + 1 || this.#revision === 0,
      'S2',
      event
    )
    this.#revision = state.revision
    must(nextDeadline(state) > state.now || event.type === 'releasing', 'a deadline in the past', event)
    for (const effect of effects)
      if (effect.type === 'tell' && effect.message.t === 'out') this.#told(effect.session, effect.message)
    if (event.type === 'releasing' && outsOf(effects).some(out => wordOf(out) === 'released')) this.#acted(event.device)
    for (const session of state.sessions.values())
      for (const [number, { progress }] of session.open) must(progress.at !== 'ended', 'an end that is open', number)
    return effects
  }

  #told(session: string, out: Out): void {
    const key = `${session}#${out.command}`
    if ('stage' in out) {
      must(!this.#ends.has(key), 'I9: a stage after the end', key)
      must(RANK[out.stage] >= (this.#rank.get(key) ?? 0), 'I9: a stage backwards', key)
      this.#rank.set(key, RANK[out.stage])
      return
    }
    const before = this.#ends.get(key)
    if (before) return must(JSON.stringify(before) === JSON.stringify(out), 'I9: two ends', [before, out])
    if ('outcome' in out && out.detail?.reason === 'forgotten') return
    this.#ends.set(key, out)
    must('outcome' in out === this.#rank.has(key), 'an outcome if accepted, a refusal if not', out)
    const denies = 'refused' in out || NEVER_SENT.includes(out.outcome)
    must(!denies || !this.acts.includes(key), 'I5: sent, and told it was not', out)
    if ('outcome' in out && out.outcome === 'done') must(this.acts.includes(key), 'I6: done, and never sent', out)
  }

  #acted(device: string): void {
    const { command } = this.state.devices.get(device)!.job!
    if (command?.progress.at !== 'released') throw new Error('told of a release that was none')
    must(!this.acts.includes(command.key), 'I1: acted twice', command.key)
    must(!this.#ends.has(command.key), 'I5: acted after its end', command.key)
    must(command.expires >= this.state.now, 'I2: acted beyond its life', command.key)
    if (command.op !== 'read') must(command.stopGeneration === this.#generation(device), 'I4', command.key)
    const place = `${command.session.id} ${command.control.key}`
    must((this.#lastAct.get(place) ?? 0) < command.number, 'I7: acts out of order', command.key)
    this.#lastAct.set(place, command.number)
    this.acts.push(command.key)
  }

  #generation(device: string): number {
    const records = ['station', device].map(scope => this.state.stops.get(scope)!)
    must(!records.some(({ latched }) => latched), 'I4: acted while latched', device)
    return Math.max(...records.map(({ generation }) => generation))
  }

  /** L1: whatever happened, in the end every command has ended. */
  finish(): this {
    for (let round = 0; round < 100; round++) {
      for (const [name, { job }] of this.state.devices) if (job) this.post(endOf(name, this.state))
      this.pass(300)
    }
    for (const session of this.state.sessions.values()) must(session.open.size === 0, 'L1', [...session.open.keys()])
    for (const device of this.state.devices.values())
      for (const { key, open, grip, acted } of device.controls.values()) {
        must(open.size === 0 && !grip, 'LockLeak', key)
        must(this.key(key).asked === acted?.value, 'L5: asked is not what acted last', key)
      }
    return this
  }
}

function endOf(device: string, state: State): Event {
  const ended = state.devices.get(device)?.job?.command?.progress.at === 'ended'
  return { type: 'answered', device, answer: ended ? { is: 'withdrawn' } : { is: 'silent', why: 'timeout' } }
}

function must(holds: boolean, what: string, where: unknown): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(where)}`)
}
