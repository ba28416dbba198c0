import type { Cmd, KeyValue, Out } from '../../../protocol/index.ts'
import type { Happening, Kept } from '../history.ts'

// Histories made by hand: one in which all went well, and what may be put into it.

export const epoch = '1-e'
export const ANN = 'a'.repeat(32)
export const BEN = 'b'.repeat(32)
type Timed = readonly [at: number, happening: Happening]

export const frame = (command: number, more: Partial<Cmd> = {}): Omit<Cmd, 't'> => ({
  epoch,
  command,
  control: 'plate.target',
  op: 'set',
  value: 12.34,
  gesture: command,
  final: true,
  basis: 2,
  seen: 90,
  elapsed: 10,
  stopGeneration: 0,
  ...more,
})
export const told = (command: number, revision: number, rest: object, session = ANN): Happening => {
  const message = { t: 'out', epoch, command, revision, time: 0, ...rest } as Out
  return { is: 'told', session, message, own: true }
}
export const word = (command: number, rest: object): Happening => {
  const ended = { t: 'out', epoch, command, revision: 4, time: 0, sentence: '', ...rest } as never
  return { is: 'word', session: ANN, command, ended }
}
export const revision = (n: number, target: KeyValue): Happening => {
  return { is: 'revision', epoch, revision: n, keys: [['plate.target', JSON.stringify(target)]] }
}
export const sent = (f: Omit<Cmd, 't'>, session = ANN): Happening => ({ is: 'sent', session, how: 'new', frame: f })
const meant = (value: number, session = ANN): Happening => {
  return { is: 'intent', session, control: 'plate.target', op: 'set', value, final: true }
}
export const line = (body: string, command?: string): Happening => {
  return { is: 'line', epoch, text: `00 ${body}*00\r\n`, ...(command && { command }) }
}
const machine = (body: string): Happening => ({ is: 'machine', text: `00 ${body}*00\r\n` })
export const applied = (n: number, value: KeyValue, by: 'session' | 'signals' = 'session'): Happening => {
  return { is: 'applied', by, session: ANN, epoch, revision: n, keys: new Map([['plate.target', value]]) }
}
export const stop = (up: boolean): Happening => ({ is: 'stop', epoch, scope: 'plate', nonce: 'n', up })
export const WIRE = { session: ANN, wire: 1 }
export const sentAway: Happening = {
  is: 'bye',
  ...WIRE,
  code: 'slow',
  reason: 'This page has not read for 15 seconds.',
}
export const urgent: Happening = { is: 'line', epoch, text: '!' }

export const asked: KeyValue = { value: 0, asked: 12.34, by: 'Ann' }
export const reached: KeyValue = { value: 12.34, sampled: 150, asked: 12.34, by: 'Ann' }

/** One command, all the way and well. */
const WELL: readonly Timed[] = [
  [0, { is: 'life', epoch, offset: 0, rate: 1, latched: [] }],
  [1, revision(2, { value: 0 })],
  [100, meant(12.34)],
  [100, sent(frame(1))],
  [100, { is: 'issued', session: ANN, command: 1, gestureAt: 100 }],
  [100, { is: 'lifted', session: ANN, control: 'plate.target', value: 12.34, notSent: false }],
  [110, revision(3, asked)],
  [110, told(1, 3, { stage: 'accepted' })],
  [111, line('S 12.34', `${ANN}#1`)],
  [111, told(1, 3, { stage: 'released' })],
  [112, machine('S 12.34')],
  [160, revision(4, reached)],
  [160, told(1, 4, { outcome: 'done', sentence: '' })],
  [170, applied(4, reached)],
  [170, applied(4, reached, 'signals')],
  [170, word(1, { outcome: 'done' })],
  [900, { is: 'healing' }],
  [990, { is: 'end', epoch, revision: 4, pages: [{ session: ANN, link: 'live', epoch, revision: 4 }] }],
]

/** The history with things put in after others, or in their place. Each is a turn of its own. */
export function history(edit: (timed: Timed) => readonly Timed[] = timed => [timed]): Kept[] {
  return WELL.flatMap(edit).map(([at, happening], turn) => ({ at, turn, ...happening }))
}
export const is = (name: Happening['is'], nth = 0): ((timed: Timed) => boolean) => {
  let seen = 0
  return ([, happening]) => happening.is === name && seen++ === nth
}
export const after = (which: (timed: Timed) => boolean, ...more: readonly Timed[]): Kept[] =>
  history(timed => (which(timed) ? [timed, ...more] : [timed]))
export const instead = (which: (timed: Timed) => boolean, ...more: readonly Timed[]): Kept[] =>
  history(timed => (which(timed) ? more : [timed]))

export function shutAt(open: boolean): Happening {
  return { is: 'window', ...WIRE, open }
}
export function hello(page: string, connection: number): Happening {
  return { is: 'hello', page, session: ANN, connection }
}
/** A page is greeted, and two seconds pass. */
export function calm(): Kept[] {
  return kept(
    [1, { is: 'life', epoch, offset: 0, rate: 1, latched: [] }],
    [2, { is: 'greeted', session: ANN, how: 'snapshot' }]
  )
}
export function hindered(from: number, to: number): Kept[] {
  return kept([from, { is: 'hindered', session: ANN, of: 'work' }], [to, { is: 'free', session: ANN, of: 'work' }])
}
/** Something happens, and the page hears of it. */
export function late(at: number, heardAt: number): Kept[] {
  return kept([at, revision(2, { value: 0 })], [heardAt, applied(2, { value: 0 })])
}
export function kept(...timed: readonly Timed[]): Kept[] {
  return timed.map(([at, happening], turn) => ({ at, turn, ...happening }))
}
/** Of one stream, 1, 2, 3, ... */
export function samples(n: number): Timed[] {
  return Array.from({ length: n }, (_, i) => [1, { is: 'sample', epoch, stream: 'plate.power', value: i + 1 }])
}
export function block(
  last: number,
  low: readonly number[],
  {
    per = 1,
    high = low,
    lost = 0,
    counted = last,
  }: { per?: number; high?: readonly number[]; lost?: number; counted?: number } = {}
): Happening {
  const totals = { after: 0, last, received: counted, thinned: 0, lost: 0 }
  return { is: 'block', session: ANN, chart: 1, stream: 'plate.power', epoch, last, lost, per, low, high, totals }
}
export function events(n: number): Timed[] {
  return Array.from({ length: n }, (_, i) => [1, { is: 'happened', epoch, number: i + 1 }])
}
export function heard(number: number): Happening {
  return { is: 'event', session: ANN, epoch, number }
}
export function linked(n: number, state: string): Happening {
  return { is: 'revision', epoch, revision: n, keys: [['plate.$link', JSON.stringify({ value: { state } })]] }
}
export function relock(...revisions: readonly number[]): (timed: Timed) => readonly Timed[] {
  return ([at, happening]) => {
    if (happening.is !== 'revision' || !revisions.includes(happening.revision)) return [[at, happening]]
    return [[at, revision(happening.revision, { ...asked, locked: 'needsReread' })]]
  }
}
export function announcement(generation: number, latched: boolean): Happening {
  return { is: 'announced', epoch, message: { t: 'stopped', scope: 'plate', generation, latched } }
}
export function superseded(by: number): Happening {
  return told(1, 4, { outcome: 'superseded', detail: { command: by }, sentence: '' })
}
export function ending(): Extract<Happening, { is: 'end' }> {
  return { is: 'end', epoch, revision: 4, pages: [] }
}
export function standing() {
  return { session: ANN, link: 'live', epoch, revision: 4 }
}
