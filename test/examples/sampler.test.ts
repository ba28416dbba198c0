import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import WebSocket from 'ws'
import { startSocket } from '../../drivers/hosts/start-socket.ts'
import type { DeviceDescription } from '../../protocol/index.ts'
import { openSession, webSurroundings } from '../../ui/session/index.ts'
import { Daemon } from '../e2e/daemon.ts'

const root = join(import.meta.dirname, '../..')

type Teardown = { teardown(fn: () => unknown): void }

/** A page without a page, connected to a daemon of this station. */
async function visit(t: Teardown, config: string) {
  const data = mkdtempSync(join(tmpdir(), 'lockstep-example-'))
  const daemon = await Daemon.start({ config, data })
  t.teardown(async () => {
    await daemon.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const waiting = new Set<() => void>()
  const look = (): void => {
    for (const check of [...waiting]) check()
  }
  const origin = `http://localhost:${daemon.port}`
  const around = webSurroundings({ origin, world: globalThis as never, WebSocket: WebSocket as never, sayOrigin: true })
  const session = openSession(around, { applied: look, status: look, control: look })
  t.teardown(() => session.close())
  const until = (holds: () => boolean): Promise<void> =>
    new Promise(resolve => {
      const check = (): void => {
        if (!holds()) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  return { daemon, session, until }
}

/** Sets the output until the device, which refuses now and then, has done it; and waits until its input says so. */
async function operate({ session, until }: Awaited<ReturnType<typeof visit>>): Promise<string> {
  const control = 'sampler.output'
  let sentence = ''
  while (!sentence.startsWith('Done')) {
    await until(() => session.blocked(control) === undefined)
    session.set(control, 2.5)
    await until(() => session.control(control).stage === undefined)
    sentence = session.control(control).last?.sentence ?? ''
  }
  await until(() => Math.abs(Number(session.key('sampler.v7')?.value) - 2.5) < 0.1)
  await until(() => session.key(control)?.value === 2.5)
  return sentence
}

const about = ({ session }: Awaited<ReturnType<typeof visit>>) =>
  session.key('sampler.$about')?.value as unknown as DeviceDescription

t.test('examples/sampler: its simulator behind a TCP port is found, operated, and seen at its input', async t => {
  const visitor = await visit(t, join(root, 'examples/sampler'))
  t.match(await operate(visitor), /^Done/)
  t.match(about(visitor), { simulated: true, where: "a simulator's TCP port" })
  t.equal(visitor.daemon.stderr, '')
})

t.test('the same at an address: gone and back with its cable', async t => {
  const device = await startSocket({ machine: 'daq', withParent: true })
  t.teardown(() => device.stop())
  const config = t.testdir({
    'station.yaml': `devices: { sampler: { driver: daq, address: 127.0.0.1:${device.port} } }\n`,
  })
  const visitor = await visit(t, config)
  t.match(await operate(visitor), /^Done/)
  t.match(about(visitor), { simulated: false, where: `tcp 127.0.0.1:${device.port}` })
  await device.order({ order: 'unplug', for: 100 })
  const link = () => visitor.session.key('sampler.$link')?.value as unknown as { state?: string; reason?: string }
  await visitor.until(() => link().state === 'waiting')
  t.match(link().reason, /closed the connection|broke the connection off/)
  await visitor.until(() => link().state === 'up')
  t.match(await operate(visitor), /^Done/)
})
