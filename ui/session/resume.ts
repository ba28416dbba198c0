import type { Welcome } from '../../protocol/index.ts'
import type { Asked, Commands, Open } from './commands.ts'
import { deviceOf, nameOf, type Truth } from './truth.ts'

const RESTARTED = 'Not known whether the device did this: the daemon restarted.'
const FORGOTTEN = 'The daemon no longer knows how this ended. Read it again.'
const CUT = 'Not sent: the link broke before it left.'
const REPLACED = 'Not sent: the link broke, and a later value of your own replaced it.'

export interface Resumption {
  readonly welcome: Welcome
  readonly commands: Commands
  readonly truth: Truth
  readonly now: number
}

/**
 * What becomes of the open commands on a new socket, once its first flush is in place.
 *
 *   other epoch              unknown, never sent again
 *   <= lastCommand           the daemon's word, or unknown if it has none
 *    > lastCommand           it was never seen, and the older sockets are barred: nobody will ever see it.
 *                            The latest of a setpoint or level is sent again while it is fresh and means
 *                            what it meant; all else ends here
 */
export function resume({ welcome, commands, truth, now }: Resumption): void {
  const answered = new Set(welcome.outcomes.map(out => out.command))
  const before = commands.open
  for (const out of welcome.outcomes) if (out.epoch === welcome.epoch) commands.heard(out)
  const unseen: Open[] = []
  for (const open of commands.open) {
    const { epoch, command } = open.frame
    if (epoch !== welcome.epoch) commands.endUnknown(open, 'restarted', RESTARTED)
    else if (command > welcome.lastCommand) unseen.push(open)
    else if (!answered.has(command)) commands.endUnknown(open, 'forgotten', FORGOTTEN)
  }
  const latest = new Map(unseen.map(open => [open.frame.control, open]))
  for (const open of unseen) {
    if (latest.get(open.frame.control) !== open) commands.end(open, { notSent: true, sentence: REPLACED })
    else if (mayResend(open, { truth, now, before })) commands.resend(open)
    else commands.end(open, { notSent: true, sentence: CUT, ...valueIn(open) })
  }
}

interface Sight {
  readonly truth: Truth
  readonly now: number
  /** All that was open when the link broke. */
  readonly before: readonly Open[]
}

function mayResend(open: Open, sight: Sight): boolean {
  const { control, op } = open.frame
  const described = sight.truth.about(deviceOf(control))?.properties[nameOf(control)]?.control
  if (op !== 'set' || !described) return false
  if (described.kind !== 'setpoint' && described.kind !== 'level') return false
  return sight.now - open.issued < (open.frame.ttl ?? described.ttl) && unchanged(open, sight)
}

/** Nobody else asked since: it stands as it stood, or as an earlier command of this page left it. */
function unchanged(open: Open, { truth, before }: Sight): boolean {
  const { asked, by } = truth.keys.get(open.frame.control) ?? {}
  const same = (other: Asked) => asked === other.asked && by === other.by
  const own = before.filter(({ frame }) => frame.control === open.frame.control && frame.command < open.frame.command)
  return same(open.before) || own.some(({ frame }) => same({ asked: frame.value, by: truth.name }))
}

const valueIn = ({ frame }: Open) => (frame.value === undefined ? {} : { value: frame.value })
