import t from 'tap'
import { SimulatedTransport } from '../../daemon/station/index.ts'
import type { Transport, TransportListener } from '../../drivers/transports/transport.ts'

const nobody: TransportListener = { heard: () => {}, closed: () => {} }

/** A simulator that starts and ends when the test says so, at another place each time. */
function stand() {
  const starts: (() => void)[] = []
  const ends: (() => void)[] = []
  const done: string[] = []
  const transport = new SimulatedTransport({
    where: 'a stand',
    start: () =>
      new Promise<{ name: string; stop: () => Promise<void>; ended: Promise<void> }>(resolve => {
        const name = `stand ${starts.length}`
        const ended = new Promise<void>(end => ends.push(end))
        starts.push(() => resolve({ name, ended, stop: async () => void done.push(`${name} stopped`) }))
      }),
    connect: ({ name }): Transport => ({
      where: name,
      open: async () => void done.push(`${name} opened`),
      write: bytes => void done.push(`${name} got ${bytes.length}`),
      waiting: 3,
      close: async () => void done.push(`${name} closed`),
    }),
  })
  return { transport, starts, ends, done }
}

t.test('started at the first opening, and again after it died, each time where it is then', async t => {
  const { transport, starts, ends, done } = stand()
  t.equal(transport.where, 'a stand')
  transport.write(new Uint8Array(1))
  t.equal(transport.waiting, 0)
  const first = transport.open(nobody)
  starts[0]?.()
  await first
  transport.write(new Uint8Array(2))
  t.equal(transport.waiting, 3, 'what waits there waits here')
  await transport.close()
  await transport.open(nobody)
  t.equal(starts.length, 1, 'it still runs')
  ends[0]?.()
  await new Promise(resolve => setImmediate(resolve))
  const again = transport.open(nobody)
  starts[1]?.()
  await again
  await transport.end()
  t.same(done, [
    'stand 0 opened',
    'stand 0 got 2',
    'stand 0 closed',
    'stand 0 opened',
    'stand 1 opened',
    'stand 1 stopped',
  ])
  await t.rejects(transport.open(nobody), { code: 'failed', message: /was ended/ })
})

t.test('closed while it is being started: never opened behind the back of its owner', async t => {
  const { transport, starts, done } = stand()
  const opening = transport.open(nobody)
  await transport.close()
  starts[0]?.()
  await t.rejects(opening, { code: 'failed', message: /given up while/ })
  t.same(done, [])
  await transport.open(nobody)
  t.same(done, ['stand 0 opened'])
})
