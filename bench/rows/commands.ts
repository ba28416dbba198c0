import type { CrowdCalls } from '../programs/crowd.ts'
import type { OperatorCalls } from '../programs/operator.ts'
import { figures, interleave } from '../rig/interleave.ts'
import { startProgram } from '../rig/program.ts'
import { kindOf, withStands } from '../rig/stand.ts'
import { type Row, Wrong } from '../row.ts'

const IN_FLIGHT = 64

export const commands: Row = {
  name: 'commands',
  title: 'Commands, many at once',
  method:
    'One session keeps 64 commands in flight for a single control while 100 clients watch it change. The bare servers hand each to the device as it comes, and the device answers one after the other. Ours hands over one at a time, and of those that wait the latest replaces the earlier ones, which end as superseded: so those that ended and those that reached the device are told apart.',
  async run(run) {
    const watchers = run.tiny ? 3 : 100
    const operator = await startProgram<OperatorCalls>('operator.ts')
    const crowd = await startProgram<CrowdCalls>('crowd.ts')
    try {
      const results = await withStands(['ours', 'batch', 'bare'], stands =>
        interleave(run, stands, async ({ contender, server }) => {
          const kind = kindOf(contender)
          await crowd.call('attach', { kind, port: server.port, count: watchers, stamped: false })
          await operator.call('open', { kind, port: server.port })
          const [warm, ms] = run.tiny ? [20, 100] : [300, 1_500]
          const rates = await operator.call('flood', { inFlight: IN_FLIGHT, warm, ms })
          await operator.call('close')
          const { faults } = await crowd.call('sums')
          await crowd.call('detach')
          if (faults.length > 0) throw new Wrong(faults.join('; '))
          return rates
        })
      )
      return [
        {
          what: `ended, ${watchers} watchers`,
          unit: '/s',
          ...figures(results, ({ ended }) => ended),
          budget: { least: 0.5, times: 'batch' },
        },
        { what: 'of these, reached the device', unit: '/s', ...figures(results, ({ released }) => released) },
      ]
    } finally {
      await operator.end()
      await crowd.end()
    }
  },
}
