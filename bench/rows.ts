import { chart, readouts } from './browser/rows.ts'
import type { Row } from './row.ts'
import { commands } from './rows/commands.ts'
import { fanout } from './rows/fanout.ts'
import { idle } from './rows/idle.ts'
import { latency } from './rows/latency.ts'
import { roundtrip } from './rows/roundtrip.ts'
import { serial } from './rows/serial.ts'
import { stalled } from './rows/stalled.ts'
import { start } from './rows/start.ts'
import { stop } from './rows/stop.ts'
import { weight } from './rows/weight.ts'

/** All rows, in the order of the table. */
export const rows: readonly Row[] = [
  fanout,
  latency,
  roundtrip,
  commands,
  stop,
  stalled,
  serial,
  start,
  idle,
  weight,
  readouts,
  chart,
]
