import type { DeviceCalls } from '../programs/device.ts'
import { startDaemon } from './daemon.ts'
import { type Program, startProgram } from './program.ts'
import { type Server, startServer } from './server.ts'
import type { Kind } from './tally.ts'

export type Contender = 'ours' | 'batch' | 'bare'

export const kindOf = (contender: Contender): Kind => (contender === 'ours' ? 'ours' : 'bare')

/** A server and the device that it serves, each a process of its own. */
export interface Stand {
  readonly contender: Contender
  readonly server: Server
  readonly device: Program<DeviceCalls>
  /** Where the device is told the credit. */
  readonly creditPort: number
  close(): Promise<void>
}

/** @param node options of Node, for the daemon */
export async function openStand(contender: Contender, node: readonly string[] = []): Promise<Stand> {
  const device = await startProgram<DeviceCalls>('device.ts')
  try {
    const { host, readers: creditPort } = await device.call('ports')
    const devices = [`  daq: { driver: daq, address: "127.0.0.1:${host}" }`]
    const server =
      contender === 'ours'
        ? await startDaemon({ devices, node })
        : await startServer([`bench/programs/${contender}.mjs`, String(host)])
    await device.call('online')
    const close = async (): Promise<void> => {
      await server.stop()
      await device.end()
    }
    return { contender, server, device, creditPort, close }
  } catch (error) {
    await device.end()
    throw error
  }
}

/** Opens a stand of each; they stay for all rounds, so that none is measured while it warms up. */
export async function withStands<T>(
  contenders: readonly Contender[],
  work: (stands: readonly Stand[]) => Promise<T>
): Promise<T> {
  const stands: Stand[] = []
  try {
    for (const contender of contenders) stands.push(await openStand(contender))
    return await work(stands)
  } finally {
    for (const stand of stands) await stand.close()
  }
}

export const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
