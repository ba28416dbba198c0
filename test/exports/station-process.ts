/** A station in a process of its own, to be killed: its config as an argument. */
import { nodeTurn } from '../../daemon/cli/turn.ts'
import { exportedHouse } from './house.ts'

exportedHouse(nodeTurn.clock, JSON.parse(process.argv[2] ?? '{}'))
