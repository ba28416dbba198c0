import type { Row } from './row.ts'
import { fanout } from './rows/fanout.ts'
import { start } from './rows/start.ts'
import { weight } from './rows/weight.ts'

/** All rows, in the order of the table. */
export const rows: readonly Row[] = [fanout, start, weight]
