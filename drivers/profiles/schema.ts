import * as v from 'valibot'
import { type Duration, milliseconds } from '../duration.ts'
import { says } from './problem.ts'
import { QUANTITIES } from './quantities.ts'

// What a profile of any kind is written with. Each schema says what belongs there, and how it is written.

const isGroup = (input: unknown): boolean => typeof input === 'object' && input !== null && !Array.isArray(input)

/** Settings by name, and no others. */
export function group<const E extends v.ObjectEntries>(entries: E, write = '{ ... }') {
  const message = says('a group of settings', write, Object.keys(entries))
  return v.pipe(v.custom<object>(isGroup, message), v.strictObject(entries, message))
}

/** Anything by names of one's own. */
export function named<const S extends v.GenericSchema>(of: S, write: string) {
  const message = says('a group, each by its name', write)
  const name = v.pipe(v.string(), v.regex(/^[a-z]\w{0,63}$/))
  return v.pipe(v.custom<object>(isGroup, message), v.record(name, of, message))
}

export const text = (is: string, write: string) => {
  const message = says(is, write)
  return v.pipe(v.string(message), v.minLength(1, message), v.maxLength(200, message))
}

const number = (write: string, is = 'a number') => v.pipe(v.number(says(is, write)), v.finite(says(is, write)))

const positive = (write: string) => {
  const message = says('a number above 0', write)
  return v.pipe(
    v.number(message),
    v.check(n => n > 0 && Number.isFinite(n), message)
  )
}

export const flag = (write: string) => v.boolean(says('true or false', write))

export const duration = (write: string) => {
  const message = says('a time', write)
  return v.pipe(
    v.string(message),
    v.check(isDuration, message),
    v.transform(word => word as Duration)
  )
}

function isDuration(word: string): boolean {
  try {
    return milliseconds(word as Duration) > 0
  } catch {
    return false
  }
}

/** A regular expression; of what it matches, the group `value`, else the first one, else all is meant. */
export const pattern = (write: string) => {
  const message = says('a regular expression that JavaScript takes', write)
  return v.pipe(
    v.string(message),
    v.check(isPattern, message),
    v.transform(source => new RegExp(source))
  )
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source).source.length > 0 && source.length > 0
  } catch {
    return false
  }
}

/** One request or several. */
export const requests = (write: string) => {
  const message = says('a text to send, or a list of such', write)
  const one = v.pipe(v.string(message), v.minLength(1, message))
  return v.pipe(
    v.union([one, v.pipe(v.array(one, message), v.minLength(1, message))], message),
    v.transform((written): readonly string[] => (typeof written === 'string' ? [written] : written))
  )
}

const pair = (write: string) => {
  const message = says('two numbers, the least and the most', write)
  return v.pipe(
    v.tuple([v.number(message), v.number(message)], message),
    v.check(([least, most]) => least < most, message)
  )
}

/** A word as YAML reads it: `OFF`, `0`, `true`. */
const word = (is: string, write: string) => v.union([v.string(), v.number(), v.boolean()], says(is, write))

const WORD = word('a word', 'OFF')
const SELECT = says('a list of words, or titles by word', 'select: { VOLT: DC voltage, RES: Resistance }')
const TEXT = says('true, or the most characters', 'text: 16')

const LOOKS = ['gauge', 'digits', 'bar', 'entry', 'slider'] as const

/** What a value is: fields of properties, of what actions are told. */
const VALUE = {
  title: v.optional(text('a text of 1 to 200 characters', 'title: Output voltage')),
  unit: v.optional(text('a unit (UCUM)', 'unit: V')),
  range: v.optional(pair('range: [0, 30]')),
  step: v.optional(positive('step: 0.001')),
  precision: v.optional(positive('precision: 0.001')),
  /** What is sent and answered for off and on. */
  toggle: v.optional(
    v.union([v.literal(true), v.tuple([WORD, WORD])], says('the words for off and for on', 'toggle: [OFF, ON]'))
  ),
  select: v.optional(
    v.union(
      [
        v.pipe(v.array(WORD), v.minLength(1, SELECT)),
        v.pipe(v.custom<Record<string, string>>(isGroup), v.record(v.string(), v.string(SELECT))),
      ],
      SELECT
    )
  ),
  text: v.optional(v.union([v.literal(true), v.pipe(v.number(), v.minValue(1, TEXT), v.maxValue(1024, TEXT))], TEXT)),
}

const ALARM = group(
  {
    low: v.optional(number('low: 1')),
    lowLow: v.optional(number('lowLow: 0.5')),
    high: v.optional(number('high: 12')),
    highHigh: v.optional(number('highHigh: 15')),
    hysteresis: v.optional(positive('hysteresis: 0.1')),
  },
  'alarm: { high: 12, hysteresis: 0.1 }'
)

const READBACK = group({
  within: v.optional(number('within: 0.01')),
  settle: v.optional(duration('settle: 50 ms')),
  window: v.optional(duration('window: 2 s')),
})

/** What every property can be told, whatever the kind of its profile. */
export const PROPERTY = {
  ...VALUE,
  deadband: v.optional(positive('deadband: 0.01')),
  look: v.optional(v.picklist(LOOKS, says(`one of ${LOOKS.join(', ')}`, 'look: digits'))),
  section: v.optional(text('a text', 'section: Protection')),
  every: v.optional(duration('every: 500 ms')),
  staleAfter: v.optional(duration('staleAfter: 3 s')),
  alarm: v.optional(ALARM),
  control: v.optional(v.picklist(['setpoint', 'level'], says('setpoint or level', 'control: level'))),
  safe: v.optional(word('the value that is safe', 'safe: 0')),
  maxRate: v.optional(
    v.pipe(v.string(says('a rate', 'maxRate: 10/s')), v.regex(/^\d+(\.\d+)?\/s$/, says('a rate', 'maxRate: 10/s')))
  ),
  verify: v.optional(
    v.union(
      [v.picklist(['ack', 'none']), READBACK],
      says('ack, none, or how a readback may differ', 'verify: { within: 0.01, settle: 50 ms, window: 2 s }')
    )
  ),
}
export type PropertySpec = v.InferOutput<v.StrictObjectSchema<typeof PROPERTY, undefined>>
export type ValueSpec = v.InferOutput<v.StrictObjectSchema<typeof VALUE, undefined>>

/** What a value is in the simulated world: nothing that a real device would notice. */
export const SIMULATE = {
  simulate: v.optional(
    v.union(
      [v.number(), v.boolean(), v.picklist(QUANTITIES)],
      says(`what it simulates: a value, or one of ${QUANTITIES.join(', ')}`, 'simulate: volts')
    )
  ),
}

export type SimulateSpec = v.InferOutput<v.StrictObjectSchema<typeof SIMULATE, undefined>>

/** What may stand in every profile. */
export const COMMON = {
  /** For editors: where the schema of this file is. */
  $schema: v.optional(v.string()),
}

const FIELD = group({ ...VALUE, default: v.optional(word('a value', 'default: 0')) }, '{ unit: V, range: [0, 30] }')

export const ACTION = {
  title: VALUE.title,
  within: v.optional(duration('within: 5 s')),
  input: v.optional(named(FIELD, 'input: { volts: { unit: V, range: [0, 30] } }')),
  write: requests('write: "*RST"'),
  ...SIMULATE,
}

/** What every profile can say of its device as a whole. */
export const DEVICE = {
  title: v.optional(text('a text of 1 to 200 characters', 'title: Bench supply')),
  port: v.optional(
    v.pipe(
      v.number(says('a TCP port', 'port: 5025')),
      v.integer(says('a TCP port', 'port: 5025')),
      v.minValue(1, says('a TCP port', 'port: 5025')),
      v.maxValue(65_535, says('a TCP port', 'port: 5025'))
    )
  ),
  baudRate: v.optional(positive('baudRate: 9600')),
  end: v.optional(
    v.picklist(['\n', '\r\n', '\r', ''], says('the end of a line: "\\n", "\\r\\n" or "\\r"', 'end: "\\r\\n"'))
  ),
  timeout: v.optional(duration('timeout: 2 s')),
  connect: v.optional(requests('connect: SYST:REM')),
  stop: v.optional(
    group(
      {
        write: v.optional(requests('write: OUTP OFF')),
        realtime: v.optional(text('bytes', 'realtime: "!"')),
        /** What it answers to each of its requests, or to the bytes. */
        reply: v.optional(pattern('reply: "^OK$"')),
        expect: v.optional(named(word('a value', 'output: OFF'), 'expect: { output: OFF }')),
      },
      'stop: { write: OUTP OFF, expect: { output: OFF } }'
    )
  ),
  onLinkLoss: v.optional(text('what it does by itself', 'onLinkLoss: The output stays as it is.')),
}
export type DeviceSpec = v.InferOutput<v.StrictObjectSchema<typeof DEVICE, undefined>>
export type ActionSpec = v.InferOutput<v.StrictObjectSchema<typeof ACTION, undefined>>
