import * as v from 'valibot'
import { ROLES } from '../codes.ts'
import { Count, Epoch, Millis, Ordinal } from '../values.ts'
import { Out } from './out.ts'
import { Stopped } from './stopped.ts'

/**
 * Answer to `hello`. Commands above `lastCommand` were never seen and never will be
 * (the older sockets are barred): only so is "not applied" a truth.
 * `outcomes` answers each command of `hello.open` up to it: its outcome, or the stage it is in.
 */
export const Welcome = v.strictObject({
  t: v.literal('welcome'),
  version: Ordinal,
  epoch: Epoch,
  name: v.string(),
  role: v.picklist(ROLES),
  /** `resumed`: deltas follow; `snapshot`: snapshots follow. */
  start: v.picklist(['resumed', 'snapshot']),
  lastCommand: Count,
  outcomes: v.array(Out),
  stops: v.array(Stopped),
  revision: Count,
  time: Millis,
  /** Wall-clock ms at `time`. */
  wallClock: v.number(),
})
export type Welcome = v.InferOutput<typeof Welcome>
