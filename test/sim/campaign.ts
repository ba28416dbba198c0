import { judge } from './checker/index.ts'
import type { Feature } from './faults.ts'
import { type Kept, line } from './history.ts'
import { World } from './world.ts'

/** What one world was like. */
export interface Result {
  readonly seed: number
  readonly hash: string
  /** Simulated time, ms. */
  readonly lived: number
  readonly counts: Readonly<Record<string, number>>
  readonly violations: readonly Found[]
  readonly thrown: readonly string[]
  /** The last things that happened before the first violation, to be read. */
  readonly excerpt: readonly string[]
}

export interface Found {
  readonly invariant: string
  readonly at: number
  readonly sentence: string
}

/** What a world is to be like: everything else comes from its seed. */
export interface Task {
  readonly seed: number
  readonly features?: readonly Feature[] | undefined
  /** By how much the clock on the wall is set at once, ms; an hour. */
  readonly hour?: number | undefined
}

export async function liveThrough(task: Task): Promise<Result> {
  const world = new World(task)
  const history = await world.run()
  const { violations, thrown } = judge(history.all)
  const first = violations[0]
  return {
    seed: task.seed,
    hash: history.hash(),
    lived: world.clock.now(),
    counts: count(history.all),
    violations: violations.map(({ invariant, at, sentence }) => ({ invariant, at, sentence })),
    thrown,
    excerpt: first ? excerpt(history.all, first) : [],
  }
}

function count(history: readonly Kept[]): Record<string, number> {
  const counts: Record<string, number> = {}
  const many = (name: string, times: number): void => {
    counts[name] = (counts[name] ?? 0) + times
  }
  const one = (name: string): void => many(name, 1)
  const acted = new Set<string>()
  for (const happening of history) {
    if (happening.is === 'fault') one(`fault ${happening.name}`)
    else if (happening.is === 'sent' && happening.how === 'new') {
      one('commands')
      one(`op ${happening.frame.op} ${happening.frame.control}`)
    } else if (happening.is === 'line') {
      const { command } = happening
      if (command !== undefined && !acted.has(command)) one('acts')
      if (command !== undefined) acted.add(command)
    } else if (happening.is === 'told') {
      const { message } = happening
      if ('stage' in message) one(`stage ${message.stage}`)
      else one('outcome' in message ? `outcome ${message.outcome}` : `refused ${message.refused}`)
    } else if (happening.is === 'word' && 'notSent' in happening.ended) one('not sent after all')
    else if (happening.is === 'greeted') one(`greeted ${happening.how}`)
    else if (happening.is === 'window' && !happening.open) one('window shut')
    else if (happening.is === 'lifted' && happening.notSent) one('not sent at all')
    else if (happening.is === 'block') {
      many('samples received', happening.per === 1 ? happening.low.length : 0)
      many('samples thinned to points', happening.per > 1 ? happening.low.length : 0)
      many('samples lost', happening.lost)
    } else if (COUNTED.has(happening.is)) one(happening.is)
  }
  return counts
}

const COUNTED: ReadonlySet<string> = new Set([
  'stop',
  'confirmed',
  'life',
  'revision',
  'applied',
  'resync',
  'probe',
  'event',
  'slow',
  'sample',
])

const LINES = 40
const DULL: ReadonlySet<string> = new Set([
  'applied',
  'sample',
  'block',
  'backlog',
  'intent',
  'issued',
  'machine',
  'unacknowledged',
])

/** Lines about the command of a violation, or else all of the last ones before it. */
function excerpt(history: readonly Kept[], { at, command }: { at: number; command?: string }): string[] {
  const lines = history.filter(happening => happening.at <= at && !DULL.has(happening.is)).map(line)
  const number = command?.split('#')[1]
  const about = lines.filter(
    text => number === undefined || text.includes(command as string) || mentions(text, command as string)
  )
  return about.slice(-LINES).map(text => text.trimEnd())
}

function mentions(text: string, command: string): boolean {
  const [session = '', number] = command.split('#')
  return (
    (text.includes(session) && text.includes(`"command":${number}`)) || / (life|death|stop|announced|fault) /.test(text)
  )
}
