import t from 'tap'
import { LIMITS } from '../../protocol/index.ts'
import { Bench, nonce, of, stoppedsOf } from './bench.ts'
import { plate, polled } from './furniture.ts'

const FAN = 'plate.fan'

t.test('the order of what a stop does', async t => {
  const b = new Bench({ devices: { plate, oven: plate } }).ready()
  b.send('anna', { control: FAN })
  b.send('anna', { control: 'oven.fan' })
  const effects = b.stop('station', 1, 'anna', 'smoke')
  const words = effects.map(e => (e.type === 'halt' ? `halt ${e.device}` : e.type))
  t.same(
    words,
    ['halt plate', 'halt oven', 'announce', 'persist', 'tell', 'tell'],
    'the devices, everybody, the ledger'
  )
  t.match(of(effects, 'persist'), [{ latches: [{ scope: 'station', by: 'Guest 1', reason: 'smoke' }] }])
  t.match(stoppedsOf(effects), [{ scope: 'station', generation: 1, latched: true, by: 'Guest 1', reason: 'smoke' }])
  t.match(b.key('station.$stop'), { value: { generation: 1, latched: true, by: 'Guest 1', reason: 'smoke' } })
})

t.test('what waits and what was offered ends stopped, of its scope alone; readings go on', async t => {
  const b = new Bench({ devices: { plate, oven: plate } }).ready()
  b.send('anna', { control: FAN })
  b.send('anna', { control: FAN, final: true })
  b.send('anna', { control: FAN, op: 'read' })
  b.send('anna', { control: 'oven.fan' })
  b.stop('plate')
  t.same(
    [1, 2, 3, 4].map(n => b.story('anna', n).at(-1)),
    ['stopped', 'stopped', 'accepted', 'accepted']
  )
  t.match(b.end('anna', 1), { detail: { generation: 1, by: 'Guest 1' } })
  b.release()
  b.answer({ is: 'withdrawn' })
  t.equal(b.doing(), 'read fan')
  b.ack('oven')
  t.equal(b.story('anna', 4).at(-1), 'done')
})

t.test('after a stop nothing is asked, and nobody’s hand is on anything', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: FAN, value: 10 })
  b.ack()
  b.stop('plate')
  t.same([b.key(FAN).asked, b.key(FAN).by, b.key(FAN).grip], [undefined, undefined, undefined])
})

t.test('a released command that a stop strikes is decided by its device’s reply, else it is unknown(stop)', async t => {
  const struck = (control = FAN) => {
    const b = new Bench().ready()
    b.send('anna', { control, value: 40 })
    b.release()
    b.stop('plate')
    return b
  }
  const cases = [
    [{ is: 'acknowledged' }, { outcome: 'done' }],
    [
      { is: 'refused', why: 'stopped' },
      { outcome: 'failed', detail: { reason: 'refused' } },
    ],
    [
      { is: 'silent', why: 'timeout' },
      { outcome: 'unknown', detail: { reason: 'stop' } },
    ],
    [
      { is: 'silent', why: 'linkLost' },
      { outcome: 'unknown', detail: { reason: 'stop' } },
    ],
    [
      { is: 'broken', why: 'nonsense' },
      { outcome: 'unknown', detail: { reason: 'stop' } },
    ],
  ] as const
  for (const [answer, end] of cases) {
    const b = struck()
    b.answer(answer)
    t.match(b.end('anna', 1), end, answer.is)
  }
  const b = struck('plate.target')
  b.answer({ is: 'acknowledged' })
  b.pass(1_100)
  t.match(b.end('anna', 1), { outcome: 'unknown', detail: { reason: 'stop' } }, 'its effect was not seen')
  const lost = struck('plate.target')
  lost.answer({ is: 'acknowledged' })
  lost.link('waiting')
  t.match(lost.end('anna', 1), { outcome: 'unknown', detail: { reason: 'stop' } }, 'nor could it be')
})

t.test('who had not seen the stop is refused, also after re-arming (I4)', async t => {
  const b = new Bench().ready('anna', 'bert')
  const unseen = () => b.send('bert', { control: FAN, stopGeneration: 0 })
  b.stop('station')
  t.match(unseen(), [{ refused: 'latched', detail: { by: 'Guest 1' } }])
  b.rearm('station', 1)
  t.match(unseen(), [{ refused: 'staleStop', detail: { by: 'Guest 1' } }])
  t.match(b.send('bert', { control: FAN, stopGeneration: 2 }), [{ refused: 'staleStop' }], 'nor one to come')
  t.match(b.send('bert', { control: FAN }), [{ stage: 'accepted' }])
})

t.test('scopes: a device’s latch outlives the station’s re-arming, and the other way round', async t => {
  const b = new Bench({ devices: { plate, oven: plate } }).ready()
  b.stop('plate', 1)
  b.stop('station', 2)
  b.rearm('station', 2)
  t.match(b.send('anna', { control: FAN }), [{ refused: 'latched' }])
  t.match(b.send('anna', { control: 'oven.fan' }), [{ stage: 'accepted' }])
  b.stop('station', 3)
  b.rearm('plate', 1)
  t.match(b.send('anna', { control: FAN }), [{ refused: 'latched' }])
})

t.test('once for each nonce, on whichever path and however often; also after re-arming', async t => {
  const b = new Bench().ready()
  b.stop('plate', 7)
  const again = b.stop('plate', 7)
  t.same([of(again, 'halt'), of(again, 'persist')], [[], []])
  t.match(stoppedsOf(again), [{ generation: 1, latched: true, nonce: nonce(7) }], 'and it is answered')
  b.rearm('plate', 1)
  t.match(stoppedsOf(b.stop('plate', 7)), [{ latched: false }], 'a late retry does not latch again')
  t.match(stoppedsOf(b.stop('plate', 8)), [{ generation: 2, latched: true }], 'another press does')
  for (let n = 100; n < 100 + 2 * LIMITS.nonces; n++) b.stop('plate', n)
  t.equal(b.state.nonces.size, LIMITS.nonces)
})

t.test(
  'allowed from anybody: no session, a viewer, an older connection; of nothing there is it does nothing',
  async t => {
    const b = new Bench().ready()
    t.match(stoppedsOf(b.stop('station', 1, 'nobody')), [{ by: 'somebody' }])
    Object.assign(b.state.sessions.get('anna')!, { role: 'viewer' })
    t.match(stoppedsOf(b.stop('station', 2)), [{ by: 'Guest 1', generation: 2 }])
    t.same(b.stop('lid', 3), [])
  }
)

t.test('re-arming lifts exactly the stop that its person saw', async t => {
  const b = new Bench().ready('anna', 'bert')
  b.stop('plate', 1)
  b.stop('plate', 2)
  const latched = () => b.state.stops.get('plate')!.latched
  t.match(stoppedsOf(b.rearm('plate', 1)), [{ generation: 2, latched: true }], 'told how it stands')
  b.rearm('plate', 2, 'bert', 'e0')
  b.post({
    type: 'rearmRequested',
    session: 'anna',
    connection: 0,
    rearm: { t: 'rearm', epoch: 'e1', scope: 'plate', stopGeneration: 2 },
  })
  b.rearm('station', 2)
  b.rearm('lid', 2)
  Object.assign(b.state.sessions.get('bert')!, { role: 'viewer' })
  b.rearm('plate', 2, 'bert')
  t.equal(latched(), true, 'not of another epoch, an older connection, another scope, nor by a viewer')
  const effects = b.rearm('plate', 2)
  t.equal(latched(), false)
  t.match(of(effects, 'persist'), [{ latches: [] }])
  t.match(stoppedsOf(effects), [{ scope: 'plate', generation: 2, latched: false }])
})

t.test('latches that outlived the last daemon hold, with a generation nobody has seen', async t => {
  const latches = [{ scope: 'plate', by: 'Anna', reason: 'smoke' }, { scope: 'gone' }]
  const b = new Bench({ latches })
  t.match(b.key('plate.$stop'), { value: { latched: true, generation: 1, by: 'Anna', reason: 'smoke' } })
  b.ready()
  t.match(b.send('anna', { control: FAN }), [{ refused: 'latched', detail: { by: 'Anna', generation: 1 } }])
})

t.test('polls go on while latched', async t => {
  const b = new Bench({ devices: { plate: polled({ temperature: 200 }) } }).ready()
  b.stop('station')
  b.pass(200)
  t.equal(b.doing(), 'read temperature')
})

t.test('a device that turns up while it is latched is stopped then, before it is read', async t => {
  const b = new Bench({ devices: { plate: polled({ heater: 500 }) }, stopExpect: { heater: false } }).ready()
  b.link('waiting')
  b.stop('station')
  b.post({ type: 'halted', device: 'plate', delivered: false })
  const effects = b.link('up')
  t.same(
    effects.map(({ type }) => type),
    ['halt', 'converse']
  )
  b.rearm('station', 1)
  b.link('waiting')
  t.same(of(b.link('up'), 'halt'), [], 'and not when it is armed')
})

t.test('how long it took: to the last device whose stop was handed over', async t => {
  const b = new Bench({ devices: { plate, oven: plate } }).ready()
  b.stop('station')
  b.now += 2
  b.post({ type: 'halted', device: 'plate', delivered: true })
  b.now += 3
  b.post({ type: 'halted', device: 'oven', delivered: true })
  t.match(b.key('station.$stop'), { value: { wrote: 5 } })
  t.match(stoppedsOf(b.stop('station', 1)), [{ took: 5 }])
})
