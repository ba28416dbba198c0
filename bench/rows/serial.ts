import { percentile } from '../judge.ts'
import type { EchoCalls } from '../programs/echo.ts'
import type { OperatorCalls } from '../programs/operator.ts'
import type { TtyCalls } from '../programs/tty.ts'
import { startDaemon } from '../rig/daemon.ts'
import { type Program, startProgram } from '../rig/program.ts'
import { startServer } from '../rig/server.ts'
import type { Row } from '../row.ts'

export const serial: Row = {
  name: 'serial',
  title: 'What the daemon adds to a serial port',
  method:
    'A client sends a command that a device on a pseudo terminal answers at once; the same through the daemon and through a bare program of `ws` and `serialport`, so that the difference is what the daemon adds between socket and port: checks, order, conversation, outcome. `echo` is `serialport` alone, without a client. A round is 400 commands after 1,000 that warm up.',
  async run({ rounds, tiny, say }) {
    const [warm, count] = tiny ? [5, 20] : [1_000, 400]
    const figures = { ours: [] as number[], bare: [] as number[], echo: [] as number[] }
    const programs: { end(): Promise<void> }[] = []
    const keep = <P extends { end(): Promise<void> }>(program: P): P => {
      programs.push(program)
      return program
    }
    try {
      const tty = async () => keep(await startProgram<TtyCalls>('tty.ts')).call('path')
      const daemon = await startDaemon({ devices: [`  daq: { driver: daq, port: ${await tty()} }`] })
      keep({ end: daemon.stop })
      const bare = await startServer(['bench/programs/serial.mjs', await tty()])
      keep({ end: bare.stop })
      const operator = keep(await startProgram<OperatorCalls>('operator.ts'))
      const echo = keep(await startProgram<EchoCalls>('echo.ts'))
      const path = await tty()
      for (let round = 0; round < rounds; round++) {
        say(`round ${round + 1}`)
        for (const [kind, { port }] of [['ours', daemon] as const, ['bare', bare] as const]) {
          await operator.call('open', { kind, port })
          figures[kind].push(await p50(operator, { warm, count }))
          await operator.call('close')
        }
        const took = await echo.call('echo', { path, count: warm + count })
        figures.echo.push(microseconds(took.slice(warm)))
      }
    } finally {
      for (const program of programs.reverse()) await program.end()
    }
    const { ours, ...limits } = figures
    return [{ what: 'p50', unit: 'µs', ours, limits, budget: { most: 100, above: 'bare' } }]
  },
}

async function p50(operator: Program<OperatorCalls>, { warm, count }: { warm: number; count: number }) {
  await operator.call('roundTrips', warm)
  return microseconds(await operator.call('roundTrips', count))
}

const microseconds = (took: readonly number[]): number => 1_000 * percentile(Float64Array.from(took).sort(), 50)
