import t from 'tap'
import type { Answer } from '../../daemon/core/index.ts'
import { InvariantViolation } from '../../daemon/core/index.ts'
import { Bench, of, outsOf, wordOf } from './bench.ts'

const FAN = 'plate.fan'

/** How a setting of the fan ends: its driver has spoken, or has not. */
function ends(answer: Answer, { spoke = true, control = FAN } = {}) {
  const b = new Bench().ready()
  b.send('anna', { control })
  if (spoke) b.release()
  b.answer(answer)
  const out = b.end('anna', 1)
  const reason = out && 'detail' in out ? out.detail?.reason : undefined
  return `${out ? wordOf(out) : 'open'}${reason ? ` ${reason}` : ''}`
}

t.test('how an answer ends a command', async t => {
  const cases: readonly (readonly [Answer, spoke: string, silent: string])[] = [
    [{ is: 'acknowledged' }, 'done', 'failed driver'],
    [{ is: 'refused', why: 'ERR 5' }, 'failed refused', 'failed refused'],
    [{ is: 'silent', why: 'timeout' }, 'unknown timeout', 'failed offline'],
    [{ is: 'silent', why: 'linkLost' }, 'unknown linkLost', 'failed offline'],
    [{ is: 'silent', why: 'garbled' }, 'unknown garbled', 'failed offline'],
    [{ is: 'broken', why: 'it threw' }, 'unknown driver', 'failed driver'],
  ]
  for (const [answer, spoke, silent] of cases) {
    t.equal(ends(answer), spoke, `${answer.is} after its first byte`)
    t.equal(ends(answer, { spoke: false }), silent, `${answer.is} before its first byte`)
  }
  t.equal(ends({ is: 'withdrawn' }, { spoke: false }), 'failed driver')
})

t.test('verification by nothing, by the answer, by reading back', async t => {
  t.equal(ends({ is: 'acknowledged' }, { control: 'plate.lamp' }), 'doneUnverified')
  t.equal(ends({ is: 'acknowledged' }, { control: FAN }), 'done')
  t.equal(ends({ is: 'acknowledged' }, { control: 'plate.target' }), 'open')
})

t.test('every end has its sentence', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: FAN })
  b.release()
  b.answer({ is: 'refused', why: 'ERR 5' })
  t.match(b.end('anna', 1), { sentence: 'The device refused: ERR 5.' })
})

t.test('outcome and state are one transaction, and one revision', async t => {
  const b = new Bench().ready()
  b.send('anna', { op: 'read' })
  b.release()
  const before = b.state.revision
  const outs = outsOf(b.read('target', 33))
  t.equal(b.state.revision, before + 1)
  t.match(outs, [{ outcome: 'done', revision: before + 1 }])
  t.equal(b.state.keys.get('plate.target')?.changed, before + 1)
})

t.test('a person’s reading: silence is a failure, and no doubt about the device', async t => {
  for (const why of ['timeout', 'garbled', 'linkLost'] as const) {
    const b = new Bench().ready()
    b.send('anna', { op: 'read' })
    b.release()
    b.answer({ is: 'silent', why })
    t.match(b.end('anna', 1), { outcome: 'failed', detail: { reason: why } })
    t.notOk('locked' in b.key('plate.target'))
  }
})

t.test('what the device refuses to say is bad, with the reason, until it says it', async t => {
  const b = new Bench().ready()
  b.send('anna', { op: 'read' })
  b.release()
  b.answer({ is: 'refused', why: 'ERR sensor' })
  t.match(b.key('plate.target'), { value: 20, quality: 'bad', reason: 'ERR sensor' })
  b.heardAsAsked('plate', 'target', 21)
  t.strictSame([b.key('plate.target').quality, b.key('plate.target').reason], [undefined, undefined])
})

t.test('an answer without a conversation is a fault of the house', async t => {
  const b = new Bench().ready()
  t.throws(() => b.answer({ is: 'acknowledged' }), InvariantViolation)
})

t.test('events are numbered, announced to everybody, and the last ones kept', async t => {
  const b = new Bench().ready()
  const door = { name: 'door', data: { open: true } }
  const effects = b.post({ type: 'heard', device: 'plate', readings: [], events: [door, door] })
  t.match(of(effects, 'announce'), [{ message: { number: 1, event: 'door' } }, { message: { number: 2 } }])
  for (let i = 0; i < 300; i++) b.post({ type: 'heard', device: 'plate', readings: [], events: [door] })
  t.equal(b.state.events.length, 256)
  t.equal(b.state.events.at(-1)?.number, 302)
})
