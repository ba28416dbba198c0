import type { CrowdCalls } from '../programs/crowd.ts'
import { figures, interleave } from '../rig/interleave.ts'
import { startProgram } from '../rig/program.ts'
import { kindOf, sleep, withStands } from '../rig/stand.ts'
import type { Row } from '../row.ts'
import { checkSums } from './fanout.ts'

const HERTZ = 20

export const latency: Row = {
  name: 'latency',
  title: 'Latency of the fan-out',
  method:
    'From the write of the device to the read of each client, at 20 samples/s and 100 clients: each sample carries the time of its writing, by the clock that all processes of the machine share.',
  async run(run) {
    const count = run.tiny ? 3 : 100
    const crowd = await startProgram<CrowdCalls>('crowd.ts')
    try {
      const results = await withStands(['ours', 'batch', 'bare'], stands =>
        interleave(run, stands, async ({ contender, server, device }) => {
          const before = await device.call('quiet')
          const how = { stamped: true, later: true }
          await crowd.call('attach', { kind: kindOf(contender), port: server.port, count, ...how })
          await device.call('pace', HERTZ)
          await sleep(500)
          await crowd.call('ages')
          await sleep(run.tiny ? 500 : 4_000)
          const ages = await crowd.call('ages')
          const said = (await device.call('quiet')) - before
          await crowd.call('accounted', said)
          checkSums(contender, await crowd.call('sums'), said * count)
          await crowd.call('detach')
          return ages
        })
      )
      const clients = `${count} clients`
      return [
        { what: `${clients}: p50`, unit: 'ms', ...figures(results, ({ p50 }) => p50) },
        {
          what: `${clients}: p99`,
          unit: 'ms',
          ...figures(results, ({ p99 }) => p99),
          budget: { most: 1.3, times: 'bare' },
        },
      ]
    } finally {
      await crowd.end()
    }
  },
}
