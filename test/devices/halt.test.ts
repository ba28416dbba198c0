import t from 'tap'
import type { Furnished } from '../../daemon/house.ts'
import { openHouse } from '../../daemon/house.ts'
import { toText } from '../../drivers/framing.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { answerTo, machine, Rig, read, set, tagged, thing } from './rig.ts'

const haltOf = (r: Rig) => r.news().filter(({ type }) => type === 'halted')

t.test('stop goes out at once, in the middle of a conversation, past its end (StopBehindQueue)', async t => {
  const r = await new Rig(
    thing({ framing: tagged }),
    machine((line, say) => say(answerTo(line.replace(/^!/, '')), 50))
  ).up()
  await r.clock.pass(100)
  r.owner.converse(set(40))
  r.owner.halt()
  t.same(r.out.at(-1), '!')
  t.match(haltOf(r), [{ delivered: true }])
  await r.clock.pass(100)
  t.match(r.answers(), [{ is: 'acknowledged' }], 'the device’s reply decides')
})

t.test('a stop that must not cut a conversation in two waits for its end, and not longer', async t => {
  const stop = { how: 'afterCurrent', run: (link: { urgent(bytes: string): void }) => link.urgent('HALT\n') } as const
  const slow = machine((line, say) => say(answerTo(line), line === 'ID?' ? 0 : 30))
  const r = await new Rig(thing({ stop }), slow).up()
  r.owner.converse(set(40))
  r.owner.halt()
  t.same(r.out, ['A 40'])
  t.same(haltOf(r), [])
  await r.clock.pass(40)
  t.same(r.out, ['A 40', 'HALT'])
  t.match(
    r.news().map(({ type }) => type),
    ['halted', 'answered'],
    'before anything else begins'
  )
  r.owner.halt()
  t.same(r.out.at(-1), 'HALT', 'idle, it goes at once')
  t.match(haltOf(r), [{ delivered: true }])

  const hanging = await new Rig(
    thing({ stop }),
    machine((line, say) => line === 'ID?' && say('THING 1\n'))
  ).up()
  hanging.owner.converse(set(40))
  hanging.owner.halt()
  await hanging.clock.pass(110)
  t.match(
    hanging.news().map(({ type }) => type),
    ['halted', 'link', 'answered'],
    'a device that hangs delays it by its time-out'
  )
  t.same(hanging.out, ['A 40', 'HALT'])

  const lost = await new Rig(
    thing({ stop }),
    machine((line, say) => line === 'ID?' && say('THING 1\n'))
  ).up()
  lost.owner.converse(set(40))
  lost.owner.halt()
  lost.unplug(10_000)
  await lost.clock.pass(10)
  t.match(lost.news(), [{ type: 'link' }, { type: 'halted', delivered: false }, { type: 'answered' }])
})

t.test('a stop that reaches nobody says so', async t => {
  const r = new Rig()
  r.owner.halt()
  t.match(haltOf(r), [{ delivered: false }])
  const none = await new Rig(thing({ stop: { how: 'none' } })).up()
  none.owner.halt()
  t.match(haltOf(none), [{ delivered: false }])
  const throwing = await new Rig(
    thing({
      stop: {
        how: 'realtime',
        run: () => {
          throw new Error('no way')
        },
      },
    })
  ).up()
  throwing.owner.halt()
  t.match(haltOf(throwing), [{ delivered: false }])
  t.match(throwing.log.at(-1), /stop failed: Error: no way/)
})

t.test('a stop behind bytes that a device does not read is not said to be delivered', async t => {
  const r = await new Rig().up()
  Object.assign(r.transport, { waiting: 2 })
  r.owner.halt()
  t.same(r.out, ['!'], 'it is sent all the same')
  t.match(haltOf(r), [{ delivered: false }])
  t.match(r.log.at(-1), /does not read/)
  Object.assign(r.transport, { waiting: 0 })
  r.owner.halt()
  t.match(haltOf(r), [{ delivered: true }])
})

t.test('a stop while the device is being identified is not lost', async t => {
  const r = new Rig(
    thing(),
    machine((line, say) => line === 'ID?' && say('THING 1\n', 50))
  )
  r.owner.open()
  await r.clock.pass(10)
  t.equal(r.links.at(-1), 'identifying')
  r.owner.halt()
  t.same(r.out, ['ID?', '!'])
})

/** A house of a device that hangs in everything but its identity, and one that does not. */
async function twoDevices() {
  const clock = new VirtualClock(1_000)
  const bytes: string[] = []
  const ends: (() => void)[] = []
  const furnish = (name: string, hangs: boolean): Furnished => {
    const make = machine((line, say) => (!hangs || line === 'ID?') && say(answerTo(line)))
    const transport = new FakeTransport({
      clock,
      random: () => 0.5,
      machine: make,
      wire: (way, b) => way === 'out' && bytes.push(`${clock.now()} ${name} ${toText(b).trim()}`),
    })
    return { name, driver: thing(), driverName: 'thing', transport, simulated: true }
  }
  const house = openHouse({
    turn: { clock, endOfTurn: fn => ends.push(fn) },
    epoch: 'e1',
    station: { title: 'Test', version: '1' },
    devices: [furnish('hung', true), furnish('well', false)],
    latches: [],
    persist: () => undefined,
    admit: () => ({}),
    wallClock: () => 0,
    fatal: error => {
      throw error
    },
  })
  await clock.pass(20)
  return { house, clock, bytes }
}

t.test('a hung device delays another’s stop by nothing (DriverBlock)', async t => {
  const { house, clock, bytes } = await twoDevices()
  t.equal(house.state.devices.get('hung')?.job?.job.kind, 'read', 'it hangs in a reading')
  t.equal(house.state.keys.get('well.a')?.value.value, 7, 'which is nothing to the other')
  const now = clock.now()
  house.loop.post({ type: 'stopRequested', session: 's', stop: { t: 'stop', nonce: '0'.repeat(32), scope: 'station' } })
  t.same(bytes.slice(-2), [`${now} hung !`, `${now} well !`], 'both in the turn of the request')
  await house.close('done')
  await clock.pass(10_000)
  t.same(house.state.devices.get('well')?.link, { state: 'closed' })
})

t.test('nor does a hung device keep the other’s commands waiting', async t => {
  const { house, clock, bytes } = await twoDevices()
  house.loop.post({ type: 'attached', session: 's', connection: 1 })
  house.loop.post({
    type: 'requested',
    session: 's',
    connection: 1,
    cmd: {
      t: 'cmd',
      epoch: 'e1',
      command: 1,
      control: 'well.a',
      op: 'set',
      value: 40,
      gesture: 1,
      basis: house.state.revision,
      seen: clock.now(),
      elapsed: 0,
      stopGeneration: 0,
    },
  })
  t.match(bytes.at(-1), /well A 40/, 'its bytes went out in the turn of the request')
  await clock.pass(5)
  t.match(house.state.sessions.get('s')?.ended.get(1)?.out, { outcome: 'done' })
})

t.test('reading is unharmed by a stop', async t => {
  const r = await new Rig(
    thing({ framing: tagged }),
    machine((line, say) => say(answerTo(line.replace(/^!/, ''))))
  ).up()
  r.owner.converse(read)
  r.owner.halt()
  await r.clock.pass(10)
  t.match(r.answers(), [{ is: 'read' }])
})
