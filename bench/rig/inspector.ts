import { WebSocket } from 'ws'
import type { Server } from './server.ts'

/** Opens the inspector on whatever port is free; what it says on stderr tells which. */
export const INSPECTED = ['--inspect=127.0.0.1:0'] as const

/**
 * What a process holds after its garbage was collected, MiB: heap and what lies outside of it. Resident memory
 * moves by more from one moment to the next than what is looked for here.
 */
export async function heldBy(server: Server): Promise<number> {
  const [url] = /ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/.exec(server.complaint()) ?? []
  if (url === undefined) throw new Error('The inspector of the daemon is not open.')
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  let id = 0
  const ask = (method: string, params = {}): Promise<{ result: { value?: unknown } }> => {
    const asked = ++id
    socket.send(JSON.stringify({ id: asked, method, params }))
    return new Promise(resolve => {
      const hear = (data: Buffer): void => {
        const message = JSON.parse(String(data)) as { id?: number; result: { result: { value?: unknown } } }
        if (message.id !== asked) return
        socket.off('message', hear)
        resolve(message.result)
      }
      socket.on('message', hear)
    })
  }
  await ask('HeapProfiler.collectGarbage')
  const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())'
  const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true })
  socket.close()
  return Number(result.value) / 2 ** 20
}
