import { DeviceRefused, type Link } from '../../contract.ts'
import { filesOf, sure } from './files.ts'

/** What only counts up tells how fast from its second reading on. */
const first = () => new DeviceRefused('it is measured between two readings, and this was the first')

/** What was read before, by the life of its link. */
type Before<T> = WeakMap<object, T>

function exchanged<T>(before: Before<T>, { life }: Link, now: T): T {
  const last = before.get(life)
  before.set(life, now)
  if (last === undefined) throw first()
  return last
}

// --- processor

interface Ticks {
  readonly all: number
  readonly idle: number
}

const ticks: Before<Ticks> = new WeakMap()

/** Share of the processor's time since the reading before that was not idle, %. */
export async function loadOf(link: Link): Promise<number> {
  const now = ticksOf(await sure(link, '/proc/stat'))
  const before = exchanged(ticks, link, now)
  // Read twice within one tick.
  if (now.all <= before.all) throw first()
  // The kernel corrects what waited for a disk: that may count down by a little.
  return Math.max(0, Math.min(100, 100 * (1 - (now.idle - before.idle) / (now.all - before.all))))
}

/** `cpu  user nice system idle iowait irq softirq steal ...`; what follows is contained in the first two. */
function ticksOf(stat: string): Ticks {
  const counts = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.split(' ').slice(0, 8).map(Number)
  if (!counts) throw new Error('/proc/stat does not begin with the ticks of the processor')
  return { all: counts.reduce((sum, count) => sum + count), idle: (counts[3] ?? 0) + (counts[4] ?? 0) }
}

// --- network

/** Bytes counted by each interface, and when, seconds of the computer's own clock. */
interface Bytes {
  readonly at: number
  readonly of: ReadonlyMap<string, number>
}

const bytes = { rx: new WeakMap() as Before<Bytes>, tx: new WeakMap() as Before<Bytes> }

/** Bytes per second through all physical interfaces since the reading before; null where there is none. */
export async function rateOf(link: Link, way: 'rx' | 'tx'): Promise<number | null> {
  const names = await physical(link)
  if (names.length === 0) return null
  const counters = names.map(name => `/sys/class/net/${name}/statistics/${way}_bytes`)
  const { '/proc/uptime': uptime = '', ...found } = await filesOf(link, ['/proc/uptime', ...counters])
  const of = new Map(Object.entries(found).map(([path, count]) => [path, Number(count)]))
  const now = { at: Number.parseFloat(uptime), of }
  const before = exchanged(bytes[way], link, now)
  if (now.at <= before.at) throw first()
  return between(before, now) / (now.at - before.at)
}

/** An interface that was plugged in meanwhile, or began to count anew, says nothing this time. */
function between(before: Bytes, now: Bytes): number {
  let sum = 0
  for (const [path, count] of now.of) sum += Math.max(0, count - (before.of.get(path) ?? count))
  return sum
}

/** Bridges, tunnels and the loop pass on what another interface counts, too: only these have a device. */
async function physical(link: Link): Promise<readonly string[]> {
  const paths = Object.keys(await filesOf(link, ['/sys/class/net/*/device/uevent'], 1))
  return paths.map(path => path.split('/')[4] as string)
}
