import t from 'tap'
import type { Cmd } from '../../protocol/index.ts'
import { Bench } from './bench.ts'

const FAN = 'plate.fan'

/** Anna’s 10 was done; what then is asked of the fan. */
function fan() {
  const b = new Bench().ready('anna', 'bert')
  const set = (value: number, more: Partial<Cmd> = {}, who = 'anna') =>
    b.send(who, { control: FAN, value, final: true, ...more })
  set(10)
  b.ack()
  b.pass(50)
  const asked = () => [b.key(FAN).asked, b.key(FAN).by]
  return { b, set, asked }
}

t.test('from its acceptance on it is what is asked, by name', async t => {
  const { set, asked } = fan()
  t.same(asked(), [10, 'Guest 1'])
  set(20, {}, 'bert')
  t.same(asked(), [20, 'Guest 2'])
})

t.test('what never acted falls back, in the same revision, to what the device was last told', async t => {
  const { b, set, asked } = fan()
  set(20, {}, 'bert')
  b.pass(1_501)
  b.release()
  t.same(asked(), [10, 'Guest 1'])
  const end = b.end('bert', 1)
  t.match(end, { outcome: 'expired', revision: b.state.keys.get(FAN)!.changed })
})

t.test('nothing was ever asked: nothing is asked again', async t => {
  const b = new Bench().ready()
  b.send('anna', { value: 40 })
  b.pass(1_501)
  b.release()
  t.notOk('asked' in b.key('plate.target') || 'by' in b.key('plate.target'))
})

t.test('what the device refused falls back, too', async t => {
  const { b, set, asked } = fan()
  set(20)
  b.release()
  b.answer({ is: 'refused', why: 'ERR range' })
  t.same(asked(), [10, 'Guest 1'])
})

t.test('... but what may have acted stays asked', async t => {
  for (const answer of [
    { is: 'silent', why: 'timeout' },
    { is: 'broken', why: 'it threw' },
  ] as const) {
    const { b, set, asked } = fan()
    set(20)
    b.release()
    b.answer(answer)
    t.same(asked(), [20, 'Guest 1'], answer.is)
  }
})

t.test('the newest that is still on its way wins over what acted', async t => {
  const { b, set, asked } = fan()
  set(20)
  b.release()
  set(30)
  b.answer({ is: 'refused', why: 'ERR' })
  t.same(asked(), [30, 'Guest 1'])
  b.pass(1_501)
  b.release()
  t.same(asked(), [10, 'Guest 1'], 'and when it is gone as well, what the device was told before both')
})

t.test('after a supersede, what superseded is asked; and back behind both when it ends without an act', async t => {
  const { b, set, asked } = fan()
  b.send('bert', { control: 'plate.tare', op: 'call' })
  b.release()
  set(20, { gesture: 50, final: false })
  set(30, { gesture: 50, final: false })
  t.same(asked(), [30, 'Guest 1'])
  b.pass(1_501)
  t.same(asked(), [10, 'Guest 1'])
})

t.test('a reading changes nothing of what is asked', async t => {
  const { b, asked } = fan()
  b.send('bert', { control: FAN, op: 'read' })
  b.release()
  b.answer({ is: 'refused', why: 'ERR' })
  t.same(asked(), [10, 'Guest 1'])
})

t.test('falling back is a change: who looked at what was asked before is told (I10)', async t => {
  const { b, set } = fan()
  set(20)
  const looked = b.state.revision
  b.release()
  b.answer({ is: 'refused', why: 'ERR' })
  t.match(set(25, { basis: looked }, 'bert'), [{ refused: 'changedMeanwhile', detail: { by: 'Guest 1', current: 10 } }])
})
