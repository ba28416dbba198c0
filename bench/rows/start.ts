import { spread } from '../judge.ts'
import { startDaemon } from '../rig/daemon.ts'
import { startServer } from '../rig/server.ts'
import type { Row } from '../row.ts'

export const start: Row = {
  name: 'start',
  title: 'Start to listening',
  method:
    'From spawning `node dist/daemon/main.js` with the station that comes with Lockstep to its ready line, against a program that opens koa and ws and serves nothing. A round is the median of five starts of each.',
  async run({ rounds, tiny, say }) {
    const ours: number[] = []
    const koa: number[] = []
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1}`)
      const took: [number[], number[]] = [[], []]
      for (let i = 0; i < (tiny ? 1 : 5); i++) {
        for (const [k, begin] of [startDaemon, () => startServer(['bench/programs/koa.mjs'])].entries()) {
          const server = await begin()
          took[k as 0 | 1].push(server.took)
          await server.stop()
        }
      }
      ours.push(spread(took[0]).median)
      koa.push(spread(took[1]).median)
    }
    return [{ what: 'start to listening', unit: 'ms', ours, limits: { koa }, budget: { most: 400 } }]
  },
}
