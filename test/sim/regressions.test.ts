import t from 'tap'
import { liveThrough, type Task } from './campaign.ts'

/** Worlds in which something was wrong once, each with what it was. */
const ONCE: Readonly<Record<string, Task>> = {
  'time stood still: what was due came an instant too early for its own sum, again and again': { seed: 1 },
  'somebody expires in the very revision in which another is accepted: whose change is it': { seed: 10_992 },
  'buffers on the way were still full when everybody was to work again': { seed: 20_730 },
  'a stop by post, while the house is being closed': {
    seed: 12,
    features: ['repeaters', 'stops', 'unplugging', 'restarts'],
  },
}

for (const [name, task] of Object.entries(ONCE)) {
  t.test(`seed ${task.seed}: ${name}`, async t => {
    const { violations, thrown } = await liveThrough(task)
    t.strictSame(violations, [])
    t.strictSame(thrown, [])
  })
}
