import type { CrowdCalls } from '../programs/crowd.ts'
import { heldBy, INSPECTED } from '../rig/inspector.ts'
import { type Program, startProgram } from '../rig/program.ts'
import { openStand, type Stand, sleep } from '../rig/stand.ts'
import { memoryOf } from '../rig/usage.ts'
import { type Measurement, type Row, type Run, Wrong } from '../row.ts'
import { checkSums } from './fanout.ts'

const HERTZ = 1_000
const HEALTHY = 15
/** A sample of this age is current, ms. */
const CURRENT = 100

export const stalled: Row = {
  name: 'stalled',
  title: 'One client that does not read',
  method:
    'At 1,000 samples/s, 15 clients read. In one half of each round a sixteenth reads too, in the other it does not read for ten seconds (its socket is paused) and then reads again. Memory is that of the heap and of what lies outside of it after a collection of garbage, at the end of the ten seconds. Then, once, it hangs for thirty: neither reads nor pings.',
  async run(run) {
    const stand = await openStand('ours', INSPECTED)
    const crowd = await startProgram<CrowdCalls>('crowd.ts')
    const other = await startProgram<CrowdCalls>('crowd.ts')
    const setting = { run, stand, crowd, other }
    try {
      const halves: Record<'stalled' | 'healthy', Half[]> = { stalled: [], healthy: [] }
      for (let round = 0; round < run.rounds; round++) {
        run.say(`round ${round + 1}`)
        // In turns, so that what grows or wears off is not taken for the one or the other.
        const order = round % 2 === 0 ? (['healthy', 'stalled'] as const) : (['stalled', 'healthy'] as const)
        for (const which of order) halves[which].push(await half(setting, which === 'stalled'))
      }
      run.say('not reading for 30 s')
      const again = await comesAgain(setting)
      return [...compared(halves), again]
    } finally {
      await crowd.end()
      await other.end()
      await stand.close()
    }
  },
}

interface Setting {
  readonly run: Run
  readonly stand: Stand
  /** Those that read. */
  readonly crowd: Program<CrowdCalls>
  /** The one that does not. */
  readonly other: Program<CrowdCalls>
}

interface Half {
  /** Of those that read, ms. */
  readonly p99: number
  readonly held: number
  readonly resident: number
  /** From reading again to reading what is current, ms. */
  readonly current: number
  readonly missing: { readonly thinned: number; readonly lost: number }
}

async function half({ run, stand, crowd, other }: Setting, stalls: boolean): Promise<Half> {
  const { device, server } = stand
  const { port } = server
  const before = await device.call('quiet')
  await crowd.call('attach', { kind: 'ours', port, count: HEALTHY, stamped: true })
  await other.call('attach', { kind: 'ours', port, count: 1, stamped: true })
  await device.call('pace', HERTZ)
  await sleep(500)
  await crowd.call('ages')
  if (stalls) await other.call('pause', false)
  await sleep(run.tiny ? 1_000 : 10_000)
  const { p99 } = await crowd.call('ages')
  const held = await heldBy(server)
  const { resident } = memoryOf(server.pid)
  const current = stalls ? await other.call('current', CURRENT) : 0
  await sleep(200)
  const said = (await device.call('quiet')) - before
  await crowd.call('accounted', said)
  await other.call('accounted', said)
  checkSums('ours', await crowd.call('sums'), said * HEALTHY)
  const sums = await other.call('sums')
  checkSums('ours', sums, said)
  await crowd.call('detach')
  await other.call('detach')
  return { p99, held, resident, current, missing: sums }
}

/** Hangs for thirty seconds, and neither reads nor pings: it is told good-bye, and when it comes again it is current at once. */
async function comesAgain({ run, stand, other }: Setting): Promise<Measurement> {
  const { device, server } = stand
  const attach = { kind: 'ours', port: server.port, count: 1, stamped: true } as const
  await other.call('attach', attach)
  await device.call('pace', HERTZ)
  await sleep(200)
  await other.call('pause', true)
  await sleep(run.tiny ? 500 : 30_000)
  await other.call('resume')
  await sleep(300)
  const { faults } = await other.call('sums')
  if (!run.tiny && !faults.some(fault => fault.includes('"bye"'))) {
    throw new Wrong(`Nobody said good-bye to a client that had not read for 30 s. ${faults.join('; ')}`)
  }
  await other.call('detach')
  const began = performance.now()
  await other.call('attach', attach)
  await other.call('current', CURRENT)
  const took = performance.now() - began
  await device.call('quiet')
  await other.call('detach')
  const remark = 'from asking for a ticket to reading a sample at most 100 ms old'
  return {
    what: 'after 30 s and a `bye`: connecting anew to current',
    unit: 'ms',
    ours: [took],
    budget: { most: 1_000 },
    remark,
  }
}

function compared({ stalled, healthy }: Record<'stalled' | 'healthy', readonly Half[]>): Measurement[] {
  const beside = (of: 'p99' | 'held' | 'resident') => ({
    ours: stalled.map(each => each[of]),
    limits: { 'none stalled': healthy.map(each => each[of]) },
  })
  const missing = stalled.map(({ missing: { thinned, lost } }) => `${thinned} thinned and ${lost} lost`)
  return [
    { what: 'p99 of those that read', unit: 'ms', ...beside('p99'), budget: { most: 1.05, times: 'none stalled' } },
    { what: 'memory held', unit: 'MiB', ...beside('held'), budget: { most: 1, above: 'none stalled' } },
    { what: 'memory resident', unit: 'MB', ...beside('resident') },
    {
      what: 'reading again to current',
      unit: 'ms',
      ours: stalled.map(({ current }) => current),
      budget: { most: 100 },
      remark: `every sample was received or declared; of the stalled one's, by round: ${missing.join('; ')}`,
    },
  ]
}
