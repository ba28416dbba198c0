import type { Scalar, Verification } from '../../protocol/index.ts'
import { number, readback, select, text, toggle } from '../declare.ts'
import type { Link, Property } from '../driver.ts'
import { type Duration, milliseconds } from '../duration.ts'
import { type Codec, choicesOf, codecOf } from './codec.ts'
import type { PropertySpec } from './schema.ts'

/** How a kind of profile asks for a property and sets it: texts, of which the codec makes values. */
export interface Wording {
  readonly ask?: (link: Link) => Promise<string>
  readonly send?: (link: Link, value: string) => Promise<unknown>
  /** Whether `send` returns only once the device has answered. */
  readonly answered: boolean
}

const USUAL = { every: '1 s', settle: '20 ms', window: '2 s', maxRate: '10/s' } as const

/** Makes a property of what a profile says of it. */
export function propertyOf(name: string, spec: PropertySpec, wording: Wording): Property {
  const codec = codecOf(spec)
  const { ask, send } = wording
  const every = ask && (spec.every ?? USUAL.every)
  const options = {
    title: spec.title ?? titleOf(name),
    staleAfter: spec.staleAfter ?? ms(every ? 3 * milliseconds(every) + 1_000 : UNHEARD),
    ...(every && { every }),
    ...given({ look: spec.look, section: spec.section }),
    ...(ask && { read: async (link: Link) => codec.read(await ask(link)) as never }),
    ...(send && {
      write: (link: Link, value: Scalar) => send(link, codec.write(value)),
      control: spec.control ?? (codec.type === 'number' ? ('setpoint' as const) : ('level' as const)),
      verify: verification(spec, wording, codec),
      ...(codec.type === 'number' && { maxRate: (spec.maxRate ?? USUAL.maxRate) as `${number}/s` }),
      ...(spec.safe !== undefined && { safe: scalarOf(spec.safe, codec) as never }),
    }),
  }
  if (spec.toggle !== undefined) return toggle(options)
  if (spec.select !== undefined) return select({ ...options, choices: Object.fromEntries(choicesOf(spec.select)) })
  if (spec.text !== undefined) return text({ ...options, ...(spec.text !== true && { longest: spec.text }) })
  const { unit, range, step, precision, deadband, alarm } = spec
  return number({ ...options, ...given({ unit, range, step, precision, deadband, alarm: alarm && given(alarm) }) })
}

/** Of what nobody asks for it is not known how often it comes, ms. */
const UNHEARD = 10_000

/** What can be read is read back; what answers is believed; of the rest nothing is known. */
function verification(spec: PropertySpec, { ask, answered }: Wording, codec: Codec): Verification {
  const { verify } = spec
  if (verify === 'ack' || verify === 'none') return { by: verify }
  if (!ask) return { by: answered ? 'ack' : 'none' }
  const { within, settle = USUAL.settle, window = USUAL.window } = verify ?? {}
  // Half a step, and a little for the rounding: a whole one would pass the neighbour for what was asked.
  const half = codec.type === 'number' ? 0.501 * (spec.precision ?? spec.step ?? 0) : 0
  return readback({ within: within ?? half, settle, window })
}

/** A value as the profile writes it: `OFF`, 0, `false`. */
export function scalarOf(written: string | number | boolean, codec: Codec): Scalar {
  if (typeof written === codec.type) return written
  return codec.read(String(written))
}

export const ms = (time: number): Duration => `${time} ms`

/** `overVoltage` is "Over voltage". */
export function titleOf(name: string): string {
  const words = name
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The fields that were given; `exactOptionalPropertyTypes` knows absent, not undefined. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
