import * as v from 'valibot'
import { Ack } from './up/ack.ts'
import { Cmd } from './up/cmd.ts'
import { Hello } from './up/hello.ts'
import { Ping } from './up/ping.ts'
import { Rearm } from './up/rearm.ts'
import { Resync } from './up/resync.ts'
import { Stop } from './up/stop.ts'
import { Sub } from './up/sub.ts'
import { Unsub } from './up/unsub.ts'

/** Everything a page may say. */
export const Up = v.variant('t', [Hello, Sub, Unsub, Cmd, Stop, Rearm, Ack, Resync, Ping])
export type Up = v.InferOutput<typeof Up>
