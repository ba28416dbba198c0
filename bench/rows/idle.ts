import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { openSession, webSurroundings } from '../../ui/session/index.ts'
import { startDaemon } from '../rig/daemon.ts'
import { type Server, startServer } from '../rig/server.ts'
import { cpuSeconds, memoryOf } from '../rig/usage.ts'
import type { Row } from '../row.ts'

export const idle: Row = {
  name: 'idle',
  title: 'At rest',
  method:
    'The station that comes with Lockstep, with nobody there and with one page, beside a program that opens koa and ws and serves nothing, all at the same time: resident memory ten seconds after the start, and the share of a core over those ten seconds from the first one on. The simulated device is a process of its own and not counted.',
  async run({ rounds, tiny, say }) {
    const all: Record<Name, Rest[]> = { nobody: [], page: [], koa: [] }
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1}`)
      const servers = await openAll()
      const session = openSession(surroundings(servers.page.port), {}, ['*'])
      await sleep(tiny ? 200 : 1_000)
      const before = NAMES.map(name => cpuSeconds(servers[name].pid))
      const seconds = tiny ? 0.3 : 9
      await sleep(1_000 * seconds)
      for (const [i, name] of NAMES.entries()) {
        const { pid } = servers[name]
        all[name].push({ percent: (100 * (cpuSeconds(pid) - (before[i] as number))) / seconds, ...memoryOf(pid) })
      }
      session.close()
      for (const name of NAMES) await servers[name].stop()
    }
    const figure = (of: 'resident' | 'proportional' | 'percent', name: Name) => all[name].map(each => each[of])
    const beside = (of: 'resident' | 'proportional' | 'percent', name: Name) => ({
      ours: figure(of, name),
      limits: { koa: figure(of, 'koa') },
    })
    return [
      { what: 'memory, nobody there', unit: 'MB', ...beside('resident', 'nobody'), budget: { most: 80 } },
      { what: 'memory, one page', unit: 'MB', ...beside('resident', 'page'), budget: { most: 80 } },
      { what: 'memory, one page, its part of what is shared', unit: 'MB', ...beside('proportional', 'page') },
      { what: 'of a core, nobody there', unit: '%', ours: figure('percent', 'nobody') },
      { what: 'of a core, one page', unit: '%', ours: figure('percent', 'page') },
    ]
  },
}

const NAMES = ['nobody', 'page', 'koa'] as const
type Name = (typeof NAMES)[number]
type Rest = { readonly percent: number; readonly resident: number; readonly proportional: number }

async function openAll(): Promise<Record<Name, Server>> {
  const [nobody, page, koa] = await Promise.all([startDaemon(), startDaemon(), startServer(['bench/programs/koa.mjs'])])
  return { nobody, page, koa }
}

const surroundings = (port: number) =>
  webSurroundings({
    origin: `http://localhost:${port}`,
    world: globalThis,
    WebSocket: WebSocket as never,
    sayOrigin: true,
  })
