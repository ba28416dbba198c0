import type { CrowdCalls } from './programs/crowd.ts'
import { startProgram } from './rig/program.ts'
import { type Contender, kindOf, openStand, sleep } from './rig/stand.ts'
import { cpuSeconds } from './rig/usage.ts'

const [names = 'batch', counts = '100', rounds = '2'] = process.argv.slice(2)
const crowd = await startProgram<CrowdCalls>('crowd.ts')
for (const name of names.split(',') as Contender[]) {
  const s = await openStand(name)
  for (const count of counts.split(',').map(Number))
    for (let i = 0; i < +rounds; i++) {
      const before = await s.device.call('quiet')
      await crowd.call('attach', {
        kind: kindOf(name),
        port: s.server.port,
        count,
        stamped: false,
        credit: { port: s.creditPort, said: before },
      })
      await s.device.call('flow')
      await sleep(300)
      const [c, r, t, cc, dc] = [
        cpuSeconds(s.server.pid),
        (await crowd.call('sums')).received,
        performance.now(),
        cpuSeconds(crowd.pid),
        cpuSeconds(s.device.pid),
      ]
      await sleep(1500)
      const [c2, r2, t2, cc2, dc2] = [
        cpuSeconds(s.server.pid),
        (await crowd.call('sums')).received,
        performance.now(),
        cpuSeconds(crowd.pid),
        cpuSeconds(s.device.pid),
      ]
      const said = await s.device.call('quiet')
      await crowd.call('accounted', said - before)
      const sums = await crowd.call('sums')
      await crowd.call('detach')
      const dt = (t2 - t) / 1000
      console.log(
        name,
        count,
        'cpu/M',
        ((c2 - c) / ((r2 - r) * 8e-6)).toFixed(4),
        'M/s',
        (((r2 - r) * 8e-6) / dt).toFixed(2),
        'load server',
        ((c2 - c) / dt).toFixed(2),
        'crowd',
        ((cc2 - cc) / dt).toFixed(2),
        'device',
        ((dc2 - dc) / dt).toFixed(2),
        JSON.stringify({ ...sums, produced: (said - before) * count })
      )
    }
  await s.close()
}
await crowd.end()
