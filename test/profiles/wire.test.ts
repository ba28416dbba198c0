import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Event } from '../../daemon/core/index.ts'
import { Owner } from '../../daemon/devices/index.ts'
import { realClock } from '../../drivers/hosts/real-clock.ts'
import { startPty } from '../../drivers/hosts/start-pty.ts'
import { startSocket } from '../../drivers/hosts/start-socket.ts'
import { SerialTransport } from '../../drivers/transports/serial.ts'
import { TcpTransport } from '../../drivers/transports/tcp.ts'
import type { Transport } from '../../drivers/transports/transport.ts'
import { madeOf, shipped } from './rig.ts'

type Teardown = { teardown(fn: () => unknown): void }

/** The owner of a device behind a real wire; what it posts can be waited for. */
function own(t: Teardown, profile: unknown, transport: Transport) {
  const events: Event[] = []
  let wake = (): void => undefined
  const owner = new Owner({
    name: 'it',
    driver: madeOf(profile),
    transport,
    clock: realClock,
    release: () => true,
    post(event) {
      events.push(event)
      wake()
    },
  })
  t.teardown(() => owner.close())
  owner.open()
  /** The next event that is wanted, of those that were not waited for yet. */
  let seen = 0
  const until = async (wanted: (event: Event) => boolean): Promise<Event> => {
    for (;;) {
      const at = events.findIndex((event, i) => i >= seen && wanted(event))
      if (at >= 0) {
        seen = at + 1
        return events[at] as Event
      }
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  const isUp = (event: Event): boolean => event.type === 'link' && event.link.state === 'up'
  const isAnswer = ({ type }: Event): boolean => type === 'answered'
  return { owner, until, isUp, isAnswer }
}

const set = (property: string, value: number | boolean | string) =>
  ({ kind: 'set', property, value, command: 's#1' }) as const

t.test('an instrument in the network', async t => {
  const profile = shipped('bench-supply')
  const device = await startSocket({ machine: 'scpi', profile, withParent: true })
  t.teardown(() => device.stop())
  await device.order({ order: 'refuse', chance: 0 })
  const transport = new TcpTransport({ host: '127.0.0.1', port: device.port })
  const { owner, until, isUp, isAnswer } = own(t, profile, transport)
  t.match(await until(isUp), { link: { identity: /^LOCKSTEP,Bench supply/ } })
  owner.converse(set('voltage', 12.5))
  t.match(await until(isAnswer), { answer: { is: 'acknowledged' } })
  owner.converse({ kind: 'read', property: 'voltage' })
  t.match(await until(isAnswer), { answer: { reading: { value: 12.5 } } })
  owner.converse(set('voltage', 99))
  t.match(await until(isAnswer), { answer: { is: 'refused', why: 'Data out of range (-222)' } })
  owner.converse(set('overVoltage', 5))
  t.match(await until(isAnswer), { answer: { is: 'acknowledged' } })
  owner.converse(set('current', 1))
  await until(isAnswer)
  owner.converse(set('output', true))
  t.match(await until(isAnswer), { answer: { is: 'acknowledged' } })
  owner.converse({ kind: 'read', property: 'tripped' })
  t.match(await until(isAnswer), { answer: { reading: { value: true } } }, '10 V across ten ohm, and 5 V are allowed')
  owner.converse(set('output', true))
  t.match(await until(isAnswer), { answer: { is: 'refused', why: /Settings conflict/ } })
})

t.test('a board at a serial port that only prints, and one that answers', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-profile-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const start = async (name: string) => {
    const link = join(folder, name)
    const device = await startPty({ machine: 'line', profile: shipped(name), link, withParent: true })
    t.teardown(() => device.stop())
    await device.order({ order: 'refuse', chance: 0 })
    return own(t, shipped(name), new SerialTransport({ path: link, baudRate: 115_200 }))
  }
  const sensor = await start('t-h-board')
  t.match(await sensor.until(sensor.isUp), { link: { identity: /^it says "T=/ } })
  const heard = await sensor.until(({ type }) => type === 'heard')
  t.match(heard, { readings: [{ property: 'temperature' }, { property: 'humidity' }] })
  const lamp = await start('led-board')
  t.match(await lamp.until(lamp.isUp), { link: { identity: 'LEDBOARD 1.0' } })
  lamp.owner.converse(set('led', true))
  t.match(await lamp.until(lamp.isAnswer), { answer: { is: 'acknowledged' } })
  lamp.owner.converse({ kind: 'read', property: 'led' })
  t.match(await lamp.until(lamp.isAnswer), { answer: { reading: { value: true } } })
  lamp.owner.halt()
  lamp.owner.converse({ kind: 'read', property: 'led' })
  t.match(await lamp.until(lamp.isAnswer), { answer: { reading: { value: false } } }, 'stopped')
})
