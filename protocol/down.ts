import * as v from 'valibot'
import { At } from './down/at.ts'
import { Beat } from './down/beat.ts'
import { Bye } from './down/bye.ts'
import { Delta } from './down/delta.ts'
import { Evt } from './down/evt.ts'
import { Granted } from './down/granted.ts'
import { Out } from './down/out.ts'
import { Pong } from './down/pong.ts'
import { Snap } from './down/snap.ts'
import { Stopped } from './down/stopped.ts'
import { Tele } from './down/tele.ts'
import { Welcome } from './down/welcome.ts'

/** Everything the daemon may say. */
export const Down = v.union([Welcome, Snap, Delta, At, Evt, Out, Stopped, Granted, Tele, Pong, Beat, Bye])
export type Down = v.InferOutput<typeof Down>
