import t from 'tap'
import type { Cmd } from '../../protocol/index.ts'
import { Bench, wordOf } from './bench.ts'

const FAN = 'plate.fan'

function hands() {
  const b = new Bench().ready('anna', 'bert', 'carl')
  const set = (who: string, value: number, more: Partial<Cmd> = {}) =>
    b.send(who, { control: FAN, value, ttl: 9_000, ...more }).map(wordOf)[0]
  return { b, set }
}

t.test('a hand on a control is shown by name, and refuses the others by name', async t => {
  const { b, set } = hands()
  t.equal(set('anna', 10, { gesture: 1 }), 'accepted')
  t.equal(b.key(FAN).grip, 'Guest 1')
  t.match(b.send('bert', { control: FAN }), [{ refused: 'inUse', detail: { by: 'Guest 1' }, sentence: /Guest 1/ }])
  t.equal(set('anna', 20, { gesture: 1 }), 'accepted', 'her own goes on')
  t.equal(set('anna', 20, { gesture: 2 }), 'accepted', 'and her next')
  t.equal(b.send('bert', { control: 'plate.lamp' }).map(wordOf)[0], 'accepted', 'another control is free')
})

t.test('it lapses a second after the last command', async t => {
  const { b, set } = hands()
  set('anna', 10, { gesture: 1 })
  b.pass(900)
  set('anna', 20, { gesture: 1 })
  b.pass(999)
  t.equal(set('bert', 30), 'refused inUse')
  t.equal(b.key(FAN).grip, 'Guest 1')
  b.pass(1)
  t.notOk('grip' in b.key(FAN))
  t.equal(set('bert', 40), 'accepted')
})

t.test('its final keeps it until it has ended, however long that takes; and lets go at once then', async t => {
  const { b, set } = hands()
  set('anna', 10, { gesture: 1, final: true })
  b.release()
  b.pass(5_000)
  t.equal(set('bert', 20), 'refused inUse')
  b.answer({ is: 'acknowledged' })
  t.notOk('grip' in b.key(FAN))
  t.equal(set('bert', 30), 'accepted')
})

t.test('the end of an older gesture’s final does not let go of the next (OldCleanupWins)', async t => {
  const { b, set } = hands()
  set('anna', 10, { gesture: 1, final: true })
  b.release()
  set('anna', 20, { gesture: 2 })
  b.answer({ is: 'acknowledged' })
  t.equal(b.key(FAN).grip, 'Guest 1')
  t.equal(set('bert', 30), 'refused inUse')
})

t.test('a command that is no final lets go of nothing when it ends', async t => {
  const { b, set } = hands()
  set('anna', 10, { gesture: 1 })
  b.ack()
  t.equal(set('bert', 30), 'refused inUse')
})

t.test('basis: what somebody else changed since is said, and what it is now', async t => {
  const { b, set } = hands()
  const looked = b.state.revision
  set('anna', 10, { final: true })
  b.ack()
  t.match(b.send('bert', { control: FAN, basis: looked }), [
    { refused: 'changedMeanwhile', detail: { by: 'Guest 1', current: 10 } },
  ])
  t.equal(set('bert', 20), 'accepted', 'having seen it')
})

t.test('one’s own changes do not count, also not with somebody else’s before them', async t => {
  const { b, set } = hands()
  const act = (...args: Parameters<typeof set>) => {
    const word = set(...args)
    if (word === 'accepted') b.ack()
    b.pass(60)
    return word
  }
  const [r0] = [b.state.revision]
  act('anna', 10, { final: true })
  const r1 = b.state.revision
  t.equal(act('anna', 20, { final: true, basis: r0 }), 'accepted', 'only she changed it')
  act('bert', 30, { final: true })
  const r2 = b.state.revision
  act('carl', 40, { final: true })
  t.equal(act('carl', 50, { final: true, basis: r2 }), 'accepted', 'after his own change')
  t.equal(act('carl', 60, { final: true, basis: r1 }), 'refused changedMeanwhile', 'but Bert’s came after that')
  t.equal(act('anna', 60, { final: true, basis: r2 }), 'refused changedMeanwhile')
})

t.test('checked once, at the first command of a gesture: what follows quotes the same basis', async t => {
  const { b, set } = hands()
  const basis = b.state.revision
  set('anna', 10, { gesture: 1, basis })
  b.ack()
  b.pass(60)
  t.equal(set('anna', 20, { gesture: 1, basis }), 'accepted')
})

t.test('a gesture that lost its grip is checked again: somebody may have come in between', async t => {
  const { b, set } = hands()
  const basis = b.state.revision
  set('anna', 10, { gesture: 1, basis })
  b.ack()
  b.pass(1_000)
  set('bert', 30, { final: true })
  b.ack()
  t.equal(set('anna', 20, { gesture: 1, basis }), 'refused changedMeanwhile')
})

t.test('calling and reading know neither grip nor basis', async t => {
  const { b, set } = hands()
  set('anna', 10, { gesture: 1 })
  t.equal(wordOf(b.send('bert', { control: FAN, op: 'read', basis: 0 })[0]!), 'accepted')
  t.equal(wordOf(b.send('bert', { control: 'plate.tare', op: 'call', basis: 0 })[0]!), 'accepted')
})
