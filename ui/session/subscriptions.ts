import { LIMITS } from '../../protocol/index.ts'

export interface Subscription {
  readonly maxHz: number
  readonly streams: readonly string[]
}

/**
 * What serves each wanted stream at its rate or faster: at most `LIMITS.views` subscriptions, as long as no more than
 * `LIMITS.streams` are wanted. A stream stays where it is while that serves its rate; it moves only to make room.
 *
 * @param wanted the rate of each stream
 */
export function subscriptions(
  wanted: ReadonlyMap<string, number>,
  before: Iterable<Subscription>
): readonly Subscription[] {
  const slowest = slowestServed([...wanted.values()])
  const rateOf = (stream: string) => Math.max(wanted.get(stream) ?? Number.NaN, slowest)
  const found = [...before]
    .map(({ maxHz, streams }) => ({ maxHz, streams: streams.filter(stream => rateOf(stream) === maxHz) }))
    .filter(({ streams }) => streams.length > 0)
  const place = (stream: string) => {
    const maxHz = rateOf(stream)
    const roomy = found.find(one => one.maxHz === maxHz && one.streams.length < LIMITS.selectors)
    if (roomy) roomy.streams.push(stream)
    else found.push({ maxHz, streams: [stream] })
  }
  const placed = new Set(found.flatMap(({ streams }) => streams))
  for (const stream of wanted.keys()) if (!placed.has(stream)) place(stream)
  // Some rate has more of them than its streams need: the least of these finds room in the others.
  while (found.length > LIMITS.views) {
    found.sort((a, b) => a.streams.length - b.streams.length)
    const spare = found.findIndex(({ maxHz }) => {
      const peers = found.filter(peer => peer.maxHz === maxHz)
      return peers.length > needed(peers.reduce((sum, { streams }) => sum + streams.length, 0))
    })
    for (const { streams } of found.splice(spare, 1)) streams.forEach(place)
  }
  return found
}

const needed = (streams: number): number => Math.ceil(streams / LIMITS.selectors)

/** Rates below this one are served at it: each of its own would be more subscriptions than there may be. */
function slowestServed(rates: readonly number[]): number {
  const candidates = [...new Set(rates)].sort((a, b) => a - b)
  return candidates.find(slowest => viewsOf(rates, slowest) <= LIMITS.views) ?? Number.POSITIVE_INFINITY
}

function viewsOf(rates: readonly number[], slowest: number): number {
  const counts = new Map<number, number>()
  for (const rate of rates) {
    const served = Math.max(rate, slowest)
    counts.set(served, (counts.get(served) ?? 0) + 1)
  }
  return [...counts.values()].reduce((sum, count) => sum + needed(count), 0)
}
