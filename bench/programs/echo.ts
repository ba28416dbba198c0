/** Asks a serial port and waits for the answer, with nothing in between but `serialport`. */
import { SerialPort } from 'serialport'
import { nowMs } from '../rig/clock.ts'
import { serve } from '../rig/program.ts'

const calls = serve({
  /** How long each took, ms. */
  async echo({ path, count }: { path: string; count: number }) {
    const port = new SerialPort({ path, baudRate: 115_200 })
    let answered: () => void = () => {}
    let rest = ''
    port.on('data', (bytes: Buffer) => {
      const lines = (rest + bytes).split('\n')
      rest = lines.pop() as string
      if (lines.some(line => line.startsWith('A '))) answered()
    })
    const took: number[] = []
    for (let i = 0; i < count; i++) {
      const began = nowMs()
      const answer = new Promise<void>(resolve => {
        answered = resolve
      })
      port.write(`W ${i % 10}.000\n`)
      await answer
      took.push(nowMs() - began)
    }
    await new Promise(resolve => port.close(resolve))
    return took
  },
})
export type EchoCalls = typeof calls
