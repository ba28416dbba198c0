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

/** An instrument that takes SCPI, or something near it: what its manual says. */
export const ScpiProfile = group({
  ...COMMON,
  kind: v.literal('scpi', says('the kind "scpi"', 'kind: scpi')),
  ...DEVICE,
  /** How the answer to `*IDN?` begins; or how it is asked what it is, and what a good answer looks like. */
  identify: v.optional(
    v.union(
      [
        text('how the answer to *IDN? begins', 'identify: "RIGOL TECHNOLOGIES,DP832"'),
        group({ ask: v.optional(text('a question', 'ask: "*IDN?"')), pattern: pattern('pattern: "^KEITHLEY.*2000"') }),
      ],
      says('how the answer to *IDN? begins, or its pattern', 'identify: "RIGOL TECHNOLOGIES,DP832"')
    )
  ),
  /** `*OPC?` tells that what was written is done; some instruments have none. */
  opc: v.optional(flag('opc: false'), true),
  /** What asks for the oldest error: then no set passes for done that the instrument refused. */
  errors: v.optional(text('the question for errors', 'errors: SYST:ERR?')),
  /** Wait after each write, for instruments that lose what follows too soon. */
  after: v.optional(duration('after: 20 ms')),
  properties: named(
    group(
      {
        ...PROPERTY,
        ...SIMULATE,
        read: v.optional(text('a question', 'read: "MEAS:VOLT?"')),
        write: v.optional(requests('write: "VOLT {value}"')),
        /** Of the answer, where it is more than the value. */
        pattern: v.optional(pattern('pattern: "VOLT (.+)"')),
      },
      '{ unit: V, read: "MEAS:VOLT?" }'
    ),
    'properties: { voltage: { unit: V, read: "MEAS:VOLT?" } }'
  ),
  actions: v.optional(named(group(ACTION, '{ write: "*RST" }'), 'actions: { reset: { write: "*RST" } }')),
})
export type ScpiProfile = v.InferOutput<typeof ScpiProfile>
