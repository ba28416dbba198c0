import fc from 'fast-check'
import type { Answer } from '../../daemon/core/index.ts'
import type { Bench } from './bench.ts'
import { properties } from './furniture.ts'

/** One thing that happens, as data: so that a history can be shrunk and told again. */
export type Happening =
  | { is: 'attach' | 'detach'; session: string }
  | {
      is: 'send'
      session: string
      control: string
      op: 'set' | 'call' | 'read'
      value: number
      gesture: number
      final: boolean
      /** How many commands back; 0 is a new one. */
      back: number
      age: number
      blind: boolean
      zombie: boolean
    }
  | { is: 'stop' | 'rearm'; session: string; scope: string; press: number }
  | { is: 'link'; device: string; up: boolean }
  | { is: 'release'; device: string }
  | { is: 'answer'; device: string; how: Answer['is']; value: number; late: number }
  | { is: 'heard'; device: string; value: number }
  | { is: 'halted'; device: string; delivered: boolean }
  | { is: 'pass'; ms: number }

const session = fc.constantFrom('anna', 'bert')
const device = fc.constantFrom('plate', 'oven')
const control = fc
  .constantFrom('target', 'fan', 'lamp', 'heater', 'tare')
  .chain(name => device.map(d => `${d}.${name}`))
const small = fc.integer({ min: 0, max: 3 })

const send = fc.record({
  is: fc.constant('send' as const),
  session,
  control,
  op: fc.constantFrom('set', 'set', 'set', 'call', 'read'),
  value: small,
  gesture: small,
  final: fc.boolean(),
  back: fc.constantFrom(0, 0, 0, 0, 1, 2),
  age: fc.constantFrom(0, 0, 0, 100, 1_500, 5_000),
  blind: fc.constantFrom(false, false, false, true),
  zombie: fc.constantFrom(false, false, false, true),
})

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { arbitrary: send, weight: 6 },
  { arbitrary: fc.record({ is: fc.constant('release' as const), device }), weight: 5 },
  {
    arbitrary: fc.record({
      is: fc.constant('answer' as const),
      device,
      how: fc.constantFrom('acknowledged', 'acknowledged', 'read', 'read', 'refused', 'silent', 'broken'),
      value: small,
      late: fc.constantFrom(0, 0, 0, 50),
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({ is: fc.constant('pass' as const), ms: fc.constantFrom(0, 1, 20, 50, 300, 1_100) }),
    weight: 3,
  },
  { arbitrary: fc.record({ is: fc.constant('heard' as const), device, value: small }), weight: 1 },
  {
    arbitrary: fc.record({ is: fc.constant('link' as const), device, up: fc.constantFrom(true, true, false) }),
    weight: 1,
  },
  { arbitrary: fc.record({ is: fc.constantFrom('attach' as const, 'detach' as const), session }), weight: 1 },
  {
    arbitrary: fc.record({
      is: fc.constantFrom('stop' as const, 'rearm' as const, 'rearm' as const, 'rearm' as const),
      session,
      scope: fc.constantFrom('station', 'plate', 'oven'),
      press: small,
    }),
    weight: 1,
  },
  { arbitrary: fc.record({ is: fc.constant('halted' as const), device, delivered: fc.boolean() }), weight: 1 }
)

/** Lets it happen, as far as its neighbours could: an owner answers only what it was asked. */
export function happen(b: Bench, h: Happening): void {
  switch (h.is) {
    case 'attach': {
      const connection = (b.state.sessions.get(h.session)?.connection ?? 0) + 1
      return void b.post({ type: 'attached', session: h.session, connection })
    }
    case 'detach': {
      const connection = b.state.sessions.get(h.session)?.connection ?? 0
      return void b.post({ type: 'detached', session: h.session, connection })
    }
    case 'send':
      return sendIt(b, h)
    case 'stop':
      return void b.stop(h.scope, h.press, h.session)
    case 'rearm':
      return void b.post({
        type: 'rearmRequested',
        session: h.session,
        connection: b.state.sessions.get(h.session)?.connection ?? 0,
        rearm: { t: 'rearm', epoch: 'e1', scope: h.scope, stopGeneration: b.state.stops.get(h.scope)!.generation },
      })
    case 'link':
      b.link(h.up ? 'up' : 'waiting', h.device)
      return h.up ? readAll(b, h.device) : undefined
    case 'release':
      return void (b.state.devices.get(h.device)?.job && b.release(h.device))
    case 'answer':
      return answerIt(b, h)
    case 'heard': {
      const reading = { property: 'target', value: h.value, sampled: b.now }
      return void b.post({ type: 'heard', device: h.device, readings: [reading], events: [] })
    }
    case 'halted':
      return void b.post({ type: 'halted', device: h.device, delivered: h.delivered })
    case 'pass':
      return void b.pass(h.ms)
  }
}

/** Fresh on the link everything is read, or a history would consist of little else. */
function readAll(b: Bench, device: string): void {
  const job = () => b.state.devices.get(device)?.job
  for (let next = job(); next && !next.command; next = job())
    if (next.job.kind === 'read') b.read(next.job.property, next.job.property === 'heater' ? false : 1, device)
}

function sendIt(b: Bench, h: Extract<Happening, { is: 'send' }>): void {
  const session = b.state.sessions.get(h.session)
  const highest = session?.highest ?? 0
  const boolean = h.control.endsWith('heater')
  const cmd = b.cmd(h.session, {
    command: Math.max(1, highest + 1 - h.back),
    control: h.control,
    op: h.op,
    ...(h.op === 'set' && { value: boolean ? h.value > 1 : h.value }),
    gesture: 1 + Math.floor(highest / 4) + h.gesture,
    final: h.final,
    seen: Math.max(0, b.now - h.age),
    ...(h.blind && { stopGeneration: 0, basis: 1 }),
  })
  b.sendAs(h.session, cmd, (session?.connection ?? 1) - (h.zombie ? 1 : 0))
}

function answerIt(b: Bench, { device, how, value, late }: Extract<Happening, { is: 'answer' }>): void {
  const job = b.state.devices.get(device)?.job
  if (!job) return
  if (job.command?.progress.at === 'ended') return void b.answer({ is: 'withdrawn' }, device)
  if (how === 'read' || (how === 'acknowledged' && job.job.kind === 'read')) {
    if (job.job.kind !== 'read') return
    const boolean = properties[job.job.property as keyof typeof properties].type === 'boolean'
    const reading = { property: job.job.property, value: boolean ? value > 1 : value, sampled: b.now - late }
    b.release(device)
    return void b.answer(
      b.state.devices.get(device)?.job?.command?.progress.at === 'ended'
        ? { is: 'withdrawn' }
        : { is: 'read', reading },
      device
    )
  }
  if (how === 'silent') return void b.answer({ is: 'silent', why: 'timeout' }, device)
  if (how === 'acknowledged') return void b.answer({ is: 'acknowledged' }, device)
  b.answer({ is: how === 'refused' ? 'refused' : 'broken', why: 'because' }, device)
}
