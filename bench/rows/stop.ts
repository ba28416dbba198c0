import { percentile } from '../judge.ts'
import type { CrowdCalls } from '../programs/crowd.ts'
import type { OperatorCalls } from '../programs/operator.ts'
import { startProgram } from '../rig/program.ts'
import { openStand } from '../rig/stand.ts'
import { type Row, Wrong } from '../row.ts'

/** Samples a second meanwhile. */
const HERTZ = 100
const IN_FLIGHT = 16

export const stop: Row = {
  name: 'stop',
  title: 'Stop',
  method:
    'Stop is pressed 150 times a round while 100 clients watch, the device samples 100 times a second and the same session keeps 16 commands in flight. Once as the daemon measures it, from the frame received to the bytes handed to the transport; once from outside, from the sending of the frame to the arrival of the bytes at the device.',
  async run({ rounds, tiny, say }) {
    const inside: number[] = []
    const outside: number[] = []
    const stand = await openStand('ours')
    const crowd = await startProgram<CrowdCalls>('crowd.ts')
    const operator = await startProgram<OperatorCalls>('operator.ts')
    const { device, server } = stand
    try {
      for (let round = 0; round < rounds; round++) {
        say(`round ${round + 1}`)
        await crowd.call('attach', { kind: 'ours', port: server.port, count: tiny ? 3 : 100, stamped: false })
        await operator.call('open', { kind: 'ours', port: server.port })
        await device.call('pace', HERTZ)
        await device.call('heard')
        const stops = await operator.call('stops', { inFlight: IN_FLIGHT, count: tiny ? 10 : 150 })
        await device.call('quiet')
        const heard = (await device.call('heard')).filter(({ what }) => what.endsWith('!'))
        await operator.call('close')
        await crowd.call('detach')
        if (heard.length !== stops.length) {
          throw new Wrong(`Stop was pressed ${stops.length} times, and the device heard it ${heard.length} times.`)
        }
        inside.push(p99(stops.map(({ wrote }) => wrote)))
        outside.push(p99(stops.map(({ sent }, i) => (heard[i]?.at ?? Number.NaN) - sent)))
      }
    } finally {
      await operator.end()
      await crowd.end()
      await stand.close()
    }
    return [
      { what: 'frame received to bytes written, p99', unit: 'ms', ours: inside, budget: { most: 5 } },
      { what: 'sent by the client to heard by the device, p99', unit: 'ms', ours: outside },
    ]
  },
}

const p99 = (values: readonly number[]): number => percentile(Float64Array.from(values).sort(), 99)
