import t from 'tap'
import { liveThrough } from './campaign.ts'
import type { Feature } from './faults.ts'

/** Nothing is wrong with network, daemon or device; only pages are. Here the checker knows when each of them must have heard what. */
const CALM: readonly Feature[] = ['slow readers', 'frozen tabs', 'duplicated tabs', 'clock steps', 'doors', 'stops']

t.setTimeout(300_000)

t.test(
  'pages that do not read stall nobody, are named, sent away in time, and current when they read again',
  async t => {
    const counts = new Map<string, number>()
    for (let seed = 1; seed <= 4; seed++) {
      for (const features of [CALM, [...CALM, 'tight limits', 'clock rates', 'coarse clocks'] as const]) {
        const { violations, thrown, counts: found } = await liveThrough({ seed, features })
        t.strictSame([violations, thrown], [[], []], `seed ${seed}, ${features.length} features`)
        for (const [name, count] of Object.entries(found)) counts.set(name, (counts.get(name) ?? 0) + count)
      }
    }
    const least = {
      'fault slow reader': 50,
      'fault reader stands still': 25,
      'fault tab frozen': 20,
      slow: 10,
      'window shut': 20,
    }
    for (const [name, count] of Object.entries(least)) {
      t.ok((counts.get(name) ?? 0) >= count, `${name} ${counts.get(name)} times`)
    }
    t.ok((counts.get('greeted slow') ?? 0) >= 5, `sent away ${counts.get('greeted slow')} times`)
  }
)

t.test('ClockJump: by how much the clock on the wall is set makes no difference to anything', async t => {
  const features: readonly Feature[] = ['clock steps', 'cuts', 'restarts', 'stops', 'duplicated tabs']
  for (const seed of [1, 2]) {
    const still = await liveThrough({ seed, features, hour: 0 })
    t.ok((still.counts['fault clock steps'] ?? 0) > 0, 'it was set')
    for (const hour of [3_600_000, -3_600_000]) {
      const { hash, violations } = await liveThrough({ seed, features, hour })
      t.strictSame([hash, violations], [still.hash, []], `seed ${seed}`)
    }
  }
})
