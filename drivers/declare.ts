import type {
  AlarmLimits,
  Choice,
  ControlDescription,
  EventDescription,
  FieldDescription,
  Look,
  PropertyDescription,
  Scalar,
  StreamDescription,
  Verification,
} from '../protocol/index.ts'
import type { Action, Link, Property, Run } from './driver.ts'
import { type Duration, milliseconds } from './duration.ts'

// --- properties

interface Common<T extends Scalar> extends Manner {
  readonly title: string
  /** Period of reading. */
  readonly every?: Duration
  readonly staleAfter: Duration
  /** `null`: there is none. */
  readonly read?: (link: Link) => Promise<T | null>
}

interface Writable<T extends Scalar> {
  readonly control: 'setpoint' | 'level'
  readonly write: (link: Link, value: T) => Promise<unknown>
  /** The value it takes when things go wrong. */
  readonly safe?: T
  readonly verify?: Verification
  readonly ttl?: Duration
  /** `'10/s'`: highest rate toward the device. */
  readonly maxRate?: Rate
}

type Rate = `${number}/s`

/** How a property shows itself, and what of it is news. */
interface Manner {
  readonly look?: Look
  /** Section of the panel it stands in. */
  readonly section?: string
}

export interface NumberOptions extends Common<number>, Partial<Writable<number>> {
  readonly unit?: string
  /** Differences below it are no change. */
  readonly deadband?: number
  /** What can be written needs one. */
  readonly range?: readonly [number, number]
  readonly step?: number
  readonly precision?: number
  readonly alarm?: AlarmLimits
}

export function number(options: NumberOptions): Property {
  const { unit, range, step, precision, alarm, deadband } = options
  if (options.write && !range) throw new TypeError(`${options.title}: what can be written needs a "range".`)
  return property(options, { type: 'number', ...given({ range, unit, step, precision, alarm, deadband }) })
}

export interface ToggleOptions extends Common<boolean>, Partial<Writable<boolean>> {
  /** How bad it is that it is on. */
  readonly alarm?: Pick<AlarmLimits, 'on'>
}

export function toggle(options: ToggleOptions): Property {
  return property(options, { type: 'boolean', ...given({ alarm: options.alarm }) })
}

export interface TextOptions extends Common<string>, Partial<Writable<string>> {
  /** Most characters. */
  readonly longest?: number
}

export function text(options: TextOptions): Property {
  return property(options, { type: 'string', ...given({ longest: options.longest }) })
}

export interface SelectOptions extends Common<string>, Partial<Writable<string>> {
  /** What it may be: the values, or what each is called by its value. */
  readonly choices: readonly string[] | Readonly<Record<string, string>>
}

/** One of a few texts. */
export function select(options: SelectOptions): Property {
  return property(options, { type: 'string', choices: choicesOf(options.choices) })
}

const choicesOf = (choices: SelectOptions['choices']): readonly Choice[] =>
  Array.isArray(choices)
    ? choices.map(value => ({ value, title: value }))
    : Object.entries(choices).map(([value, title]) => ({ value, title }))

/** A colour, `#rrggbb`. */
export function colour(options: Common<string> & Partial<Writable<string>>): Property {
  return property(options, { type: 'string', format: 'colour' })
}

function property<T extends Scalar>(
  options: Common<T> & Partial<Writable<T>>,
  own: Pick<PropertyDescription, 'type'> & Partial<PropertyDescription>
): Property {
  const { title, every, staleAfter, read, write, control, look, section } = options
  if ((write === undefined) !== (control === undefined)) {
    throw new TypeError(`${title}: "write" and "control" go together; give both, or neither for a reading.`)
  }
  const description: PropertyDescription = {
    title,
    ...own,
    staleAfter: milliseconds(staleAfter),
    ...given({ every: every && milliseconds(every), look, section }),
    ...(control && { control: controlOf(control, options) }),
  }
  return { description, ...given({ read, write }) }
}

/** Lives of a command by kind, ms (PROTOCOL.md section 4): what it gets, and the most it may ask for. */
export const TTL = { setpoint: [1_500, 10_000], level: [2_000, 10_000], action: [2_000, 5_000] } as const

function controlOf<T extends Scalar>(kind: 'setpoint' | 'level', options: Partial<Writable<T>>): ControlDescription {
  const { ttl, maxRate, safe, verify } = options
  return {
    kind,
    ttl: ttl ? milliseconds(ttl) : TTL[kind][0],
    verify: verify ?? { by: 'ack' },
    ...given({ safe, minInterval: maxRate && 1_000 / Number.parseFloat(maxRate) }),
  }
}

/** Verified by reading back: a sample taken `settle` after release, within `window`, that differs by at most `within`. */
export const readback = (o: { within?: number; settle: Duration; window: Duration }): Verification => ({
  by: 'readback',
  within: o.within ?? 0,
  settle: milliseconds(o.settle),
  window: milliseconds(o.window),
})

// --- actions and events

export interface ActionOptions {
  readonly title: string
  readonly within: Duration
  /** What it wants to be told, by name. */
  readonly input?: Readonly<Record<string, FieldDescription>>
  /** It says how far it has come. */
  readonly progress?: boolean
  readonly run: Run
}

export function action({ title, within, input, progress, run }: ActionOptions): Action {
  const control: ControlDescription = { kind: 'action', ttl: TTL.action[0], verify: { by: 'ack' } }
  return { description: { title, within: milliseconds(within), control, ...given({ input, progress }) }, run }
}

/** Samples of several properties, taken together and said unasked; their latest is their properties' value. */
export function stream({ title, channels, every }: StreamOptions): StreamDescription {
  return { title, channels, ...given({ every: every && milliseconds(every) }) }
}

export interface StreamOptions {
  readonly title: string
  /** Names of properties of this driver, each of which nobody else reads. */
  readonly channels: readonly [string, ...string[]]
  /** Period of sampling, if it is known. */
  readonly every?: Duration
}

export const event = (title: string, data: EventDescription['data']): EventDescription => ({ title, data })

/** The fields that were given; `exactOptionalPropertyTypes` knows absent, not undefined. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
