import t from 'tap'
import { standing } from '../../daemon/core/index.ts'
import { LIMITS } from '../../protocol/index.ts'
import { Bench, wordOf } from './bench.ts'

const life = LIMITS.sessionLife

function away(b: Bench, session: string) {
  b.post({ type: 'detached', session, connection: b.state.sessions.get(session)!.connection })
}

t.test('each session is somebody, by a name of its own', async t => {
  const b = new Bench().attach('anna', 'bert')
  t.same(
    [...b.state.sessions.values()].map(({ name }) => name),
    ['Guest 1', 'Guest 2']
  )
})

t.test('accepting a connection bars every smaller one; numbers never go back', async t => {
  const b = new Bench().attach('anna')
  for (const connection of [5, 3, 5]) b.post({ type: 'attached', session: 'anna', connection })
  t.equal(b.state.sessions.get('anna')!.connection, 5)
  b.post({ type: 'detached', session: 'anna', connection: 3 })
  t.equal(b.state.sessions.get('anna')!.attached, true, 'the end of an older one ends nothing')
})

t.test('a session is forgotten after its life, not before, and never while it is here', async t => {
  const b = new Bench().attach('anna', 'bert')
  away(b, 'anna')
  b.pass(life)
  t.ok(b.state.sessions.has('anna'))
  b.pass(1)
  t.notOk(b.state.sessions.has('anna'))
  t.ok(b.state.sessions.has('bert'))
})

t.test('... nor while a command of it is open', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: 'plate.fan' })
  b.release()
  away(b, 'anna')
  b.pass(life + 1)
  t.ok(b.state.sessions.has('anna'))
  b.answer({ is: 'acknowledged' })
  b.pass(1)
  t.notOk(b.state.sessions.has('anna'))
})

t.test(
  'a house that is full forgets who has been away the longest; never anybody whose command could still run',
  async t => {
    const b = new Bench()
    for (let i = 0; i < LIMITS.sessions; i++) b.attach(`s${i}`)
    b.attach('late')
    t.notOk(b.state.sessions.has('late'), 'everybody is here')
    away(b, 's7')
    b.pass(LIMITS.ttl)
    b.attach('late')
    t.notOk(b.state.sessions.has('late'), 'too early')
    away(b, 's3')
    b.pass(1)
    b.attach('late')
    t.ok(b.state.sessions.has('late'))
    b.pass(LIMITS.ttl)
    t.same([b.state.sessions.has('s7'), b.state.sessions.has('s3')], [false, true])
    t.equal(b.state.sessions.size, LIMITS.sessions)
  }
)

t.test('who was forgotten is not told that what it sent was never seen (FalseNo)', async t => {
  const b = new Bench().ready()
  for (const control of ['plate.fan', 'plate.lamp']) {
    b.send('anna', { control })
    b.ack()
  }
  away(b, 'anna')
  b.pass(life + 1)
  b.post({ type: 'attached', session: 'anna', connection: 2, sent: 2 })
  const session = b.state.sessions.get('anna')!
  t.equal(session.highest, 2)
  t.match(standing(b.state, session, 2), { outcome: 'unknown', detail: { reason: 'forgotten' } })
  t.match(b.sendAs('anna', b.cmd('anna', { command: 2 }), 2), [{ outcome: 'unknown', detail: { reason: 'forgotten' } }])
  t.match(b.sendAs('anna', b.cmd('anna', { command: 3 }), 2), [{ stage: 'accepted' }])
})

t.test('... and who was not, keeps its own numbers', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: 'plate.fan' })
  b.post({ type: 'attached', session: 'anna', connection: 2, sent: 9 })
  t.equal(b.state.sessions.get('anna')!.highest, 1, 'what never arrived may be sent anew')
})

t.test('ends are kept: so many, and for so long; open ones always', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: 'plate.fan' })
  b.release()
  for (let i = 0; i < LIMITS.outcomes + 10; i++) b.send('anna', { control: 'plate.lid' })
  const { ended } = b.state.sessions.get('anna')!
  t.equal(ended.size, LIMITS.outcomes)
  t.match(b.send('anna', { command: 5 }), [{ outcome: 'unknown', detail: { reason: 'forgotten' } }])
  t.same(b.send('anna', { command: 1 }).map(wordOf), ['released'])
  b.pass(LIMITS.outcomeLife + 1)
  b.send('anna', { control: 'plate.lid' })
  t.equal(ended.size, 1)
})
