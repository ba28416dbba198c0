import type { CrowdCalls } from '../programs/crowd.ts'
import { figures, interleave } from '../rig/interleave.ts'
import { type Program, startProgram } from '../rig/program.ts'
import { CHANNELS } from '../rig/signal.ts'
import { type Contender, kindOf, type Stand, sleep, withStands } from '../rig/stand.ts'
import { accounted, type Sums } from '../rig/tally.ts'
import { cpuSeconds } from '../rig/usage.ts'
import { type Measurement, type Row, type Run, Wrong } from '../row.ts'

const CONTENDERS: readonly Contender[] = ['ours', 'batch', 'bare']

export const fanout: Row = {
  name: 'fanout',
  title: 'Fan-out to many clients',
  method:
    'A device sends samples of 8 channels as lines over TCP, in blocks of 50; at most four blocks are under way: a further one is sent when every client has accounted for an earlier one. So each server is as busy as it can be, and none piles up what it cannot send. A value is one channel of one sample at one client.',
  async run(run) {
    return withStands(CONTENDERS, async stands => {
      const crowd = await startProgram<CrowdCalls>('crowd.ts')
      try {
        const measurements: Measurement[] = []
        for (const count of run.tiny ? [3] : [1, 10, 100, 500]) {
          measurements.push(...(await withClients({ run, stands, crowd, count })))
        }
        return measurements
      } finally {
        await crowd.end()
      }
    })
  },
}

interface Setting {
  readonly run: Run
  readonly stands: readonly Stand[]
  readonly crowd: Program<CrowdCalls>
  readonly count: number
}

type Saturated = { readonly cpu: number; readonly rate: number; readonly missing: number }

async function withClients(setting: Setting): Promise<Measurement[]> {
  const { run, stands, count } = setting
  run.say(`${count} clients`)
  const results = await interleave(run, stands, stand => saturate(stand, setting))
  const missing = results.ours.reduce((sum, each) => sum + each.missing, 0)
  const clients = count === 1 ? '1 client' : `${count} clients`
  return [
    {
      what: `${clients}: CPU of a million values`,
      unit: 's',
      ...figures(results, each => each.cpu),
      ...(count === 100 && { budget: { most: 2, times: 'batch' } }),
    },
    {
      what: `${clients}: values delivered`,
      unit: 'M/s',
      ...figures(results, each => each.rate),
      remark: missing === 0 ? 'every sample was delivered' : `${missing} samples were lost or thinned, and declared so`,
    },
  ]
}

async function saturate(
  { contender, server, device, creditPort }: Stand,
  { run, crowd, count }: Setting
): Promise<Saturated> {
  const before = await device.call('quiet')
  const { port } = server
  const credit = { port: creditPort, said: before }
  await crowd.call('attach', { kind: kindOf(contender), port, count, stamped: false, credit })
  await device.call('flow')
  await sleep(run.tiny ? 50 : 300)
  const from = await look(server.pid, crowd)
  await sleep(run.tiny ? 200 : 1_200)
  const to = await look(server.pid, crowd)
  const said = await device.call('quiet')
  await crowd.call('accounted', said - before)
  const sums = await crowd.call('sums')
  await crowd.call('detach')
  checkSums(contender, sums, (said - before) * count)
  const values = (to.received - from.received) * CHANNELS
  const missing = sums.lost + sums.thinned
  return { cpu: (to.cpu - from.cpu) / (values / 1e6), rate: values / (to.at - from.at) / 1e3, missing }
}

async function look(pid: number, crowd: Program<CrowdCalls>) {
  const { received } = await crowd.call('sums')
  return { received, cpu: cpuSeconds(pid), at: performance.now() }
}

/** Received + declared lost = produced (S4), of all clients together; and nobody saw a wrong value. */
export function checkSums(contender: Contender, sums: Sums, produced: number): void {
  if (sums.faults.length > 0) throw new Wrong(`${contender}: ${sums.faults.join('; ')}`)
  if (accounted(sums) !== produced) {
    throw new Wrong(`${contender}: ${produced} samples were to be delivered, ${accounted(sums)} were accounted for.`)
  }
}
