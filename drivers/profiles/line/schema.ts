import * as v from 'valibot'
import { says } from '../problem.ts'
import {
  ACTION,
  COMMON,
  DEVICE,
  duration,
  flag,
  group,
  named,
  PROPERTY,
  pattern,
  requests,
  SIMULATE,
  text,
} from '../schema.ts'

const TYPES = ['number', 'boolean', 'string'] as const
const COLUMN = says('a whole number from 1 on', 'column: 1')
const reply = v.optional(pattern('reply: "^OK"'))

const VALUE = {
  ...PROPERTY,
  ...SIMULATE,
  /** `T` of `T=23.4 H=41`, and of `{"T": 23.4}`; `air.T` of `{"air": {"T": 23.4}}`. */
  key: v.optional(text('the name before the value', 'key: T')),
  /** Of `23.4,41`: the first is 1. */
  column: v.optional(v.pipe(v.number(COLUMN), v.integer(COLUMN), v.minValue(1, COLUMN))),
  pattern: v.optional(pattern('pattern: "^TEMP (.+) C$"')),
  ask: v.optional(text('a question', 'ask: "T?"')),
  write: v.optional(requests('write: "LED {value}"')),
  reply,
}

const EVENT = group(
  {
    title: PROPERTY.title,
    pattern: pattern('pattern: "^BUTTON (?<number>\\d+)$"'),
    data: v.optional(
      named(v.picklist(TYPES, says(`one of ${TYPES.join(', ')}`, 'number: number')), 'data: { number: number }')
    ),
  },
  '{ pattern: "^BUTTON (?<number>\\d+)$" }'
)

const STREAM = group({ title: PROPERTY.title, every: v.optional(duration('every: 10 ms')) })

/** A board that prints lines, or answers them. */
export const LineProfile = group({
  ...COMMON,
  kind: v.literal('line', says('the kind "line"', 'kind: line')),
  ...DEVICE,
  /** How often it prints. */
  every: v.optional(duration('every: 1 s')),
  /** What stands between columns; a comma, semicolon or tab where nothing is said. */
  separator: v.optional(text('what stands between columns', 'separator: ";"')),
  /** An answer that means no. */
  refusal: v.optional(pattern('refusal: "^ERR (?<why>.+)$"')),
  /** Without it a board is known by the first line that its profile understands. */
  identify: v.optional(
    group(
      { ask: text('a question', 'ask: "ID?"'), pattern: pattern('pattern: "^BOARD"') },
      'identify: { ask: "ID?", pattern: "^BOARD" }'
    )
  ),
  /** Wait before the first word to a board that starts anew when its port is opened. */
  boot: v.optional(duration('boot: 2 s')),
  values: named(group(VALUE, '{ key: T, unit: Cel }'), 'values: { temperature: { key: T, unit: Cel } }'),
  stream: v.optional(v.union([flag(''), STREAM], says('true, or its title and period', 'stream: true'))),
  events: v.optional(named(EVENT, 'events: { button: { pattern: "^BUTTON (?<number>\\d+)$" } }')),
  actions: v.optional(named(group({ ...ACTION, reply }, '{ write: TARE }'), 'actions: { tare: { write: TARE } }')),
})
export type LineProfile = v.InferOutput<typeof LineProfile>
export type LineValue = LineProfile['values'][string]
