import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Server, startServer } from './server.ts'

export interface DaemonOptions {
  /** Lines below `devices:` of its station; without, it is the station that comes with Lockstep. */
  readonly devices?: readonly string[]
  /** Options of Node. */
  readonly node?: readonly string[]
}

let profiles: string | undefined

/** From now on each daemon leaves a profile of where its time went in this folder. It is slower for it. */
export function profileInto(folder: string): void {
  profiles = folder
}

/** The daemon as it is built and as people run it, in a folder of its own that goes with it. */
export async function startDaemon({ devices, node = [] }: DaemonOptions = {}): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]
  const args = [
    ...node,
    ...profiling,
    'dist/daemon/main.js',
    '--data',
    join(folder, 'data'),
    '--port',
    '0',
    '--log',
    'warn',
  ]
  if (devices) {
    const station = join(folder, 'station')
    mkdirSync(station)
    writeFileSync(join(station, 'station.yaml'), ['title: Bench', 'devices:', ...devices, ''].join('\n'))
    args.push('--config', station)
  }
  try {
    const server = await startServer(args)
    return {
      ...server,
      async stop() {
        await server.stop()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}
