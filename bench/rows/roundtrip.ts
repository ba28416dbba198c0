import { percentile } from '../judge.ts'
import type { OperatorCalls } from '../programs/operator.ts'
import { figures, interleave } from '../rig/interleave.ts'
import { startProgram } from '../rig/program.ts'
import { kindOf, withStands } from '../rig/stand.ts'
import type { Row } from '../row.ts'

export const roundtrip: Row = {
  name: 'roundtrip',
  title: 'Control round trip through a device',
  method:
    'A client sends a command, the server writes `W v` to the device, the device answers `A v`, the server tells the client: one after the other, 400 a round after 1,000 that warm up, without samples. Ours is a command of a page from its sending to its outcome, with all checks on the way.',
  note: 'Where the time of ours goes (`--profile`): two fifths in the two system calls that write to the device and to the client, which the bare server makes too; a tenth in collecting garbage; the rest is spread over decoding, the checks, the commit and the encoding, none of which takes more than a fiftieth.',
  async run(run) {
    const operator = await startProgram<OperatorCalls>('operator.ts')
    try {
      const results = await withStands(['ours', 'batch', 'bare'], stands =>
        interleave(run, stands, async ({ contender, server }) => {
          await operator.call('open', { kind: kindOf(contender), port: server.port })
          await operator.call('roundTrips', run.tiny ? 5 : 1_000)
          const took = Float64Array.from(await operator.call('roundTrips', run.tiny ? 20 : 400)).sort()
          await operator.call('close')
          return { p50: percentile(took, 50), p99: percentile(took, 99) }
        })
      )
      return [
        { what: 'p50', unit: 'ms', ...figures(results, ({ p50 }) => p50), budget: { most: 1.25, times: 'bare' } },
        { what: 'p99', unit: 'ms', ...figures(results, ({ p99 }) => p99), budget: { most: 1.5, times: 'bare' } },
      ]
    } finally {
      await operator.end()
    }
  },
}
