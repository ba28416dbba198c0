import t from 'tap'
import type { Tell } from '../../daemon/house.ts'
import { Audit } from '../../daemon/security/audit.ts'
import type { AuditLog, Entry } from '../../daemon/security/audit-log.ts'
import type { Cmd } from '../../protocol/index.ts'

const SESSION = 'abcdef01'.repeat(4)

/** The audit over a state that a test writes, and a log that a test reads. */
function openAudit() {
  const written: { entry: Entry; kind: string | undefined }[] = []
  let batch = (): void => {}
  const log = {
    write: (entry: Entry, kind?: string) => void written.push({ entry, kind }),
    beforeBatch(fn: () => void) {
      batch = fn
    },
  }
  const state = {
    sessions: new Map([[SESSION, { name: 'Anna', role: 'operator', highest: 0 }]]),
    stops: new Map([['station', { latched: false }]]),
    nonces: new Map<string, string>(),
  }
  const { overhear } = new Audit(log as unknown as AuditLog, () => state as never)
  overhear.posted({ type: 'attached', session: SESSION, connection: 1, from: '192.168.1.5' })
  const cmd = (command: number, more: object = {}): void => {
    const cmd = { command, control: 'plate.target', op: 'set', value: 40, ...more } as Cmd
    overhear.posted({ type: 'requested', session: SESSION, connection: 1, cmd })
  }
  const out = (command: number, more: object): void =>
    overhear.told({ type: 'tell', session: SESSION, message: { t: 'out', command, ...more } } as unknown as Tell)
  return { written, state, overhear, cmd, out, batch: () => batch() }
}

const WHO = { who: 'Anna', role: 'operator', session: 'abcdef01', from: '192.168.1.5' }

t.test('a command is one line, that of its end; one that lasts says first that it was accepted', async t => {
  const { written, cmd, out, batch } = openAudit()
  cmd(1)
  out(1, { stage: 'accepted' })
  out(1, { stage: 'released' })
  out(1, { outcome: 'done' })
  cmd(2, { op: 'call', control: 'plate.tare', value: undefined, input: { weight: 5 } })
  out(2, { stage: 'accepted' })
  t.equal(written.length, 1)
  batch()
  batch()
  out(2, { outcome: 'unknown', sentence: 'It did not answer.' })
  t.same(
    written.map(({ entry }) => entry),
    [
      { event: 'command', ...WHO, command: 1, control: 'plate.target', op: 'set', value: 40, outcome: 'done' },
      {
        event: 'command',
        ...WHO,
        command: 2,
        control: 'plate.tare',
        op: 'call',
        input: { weight: 5 },
        stage: 'accepted',
      },
      {
        ...{ event: 'command', ...WHO, command: 2, control: 'plate.tare', op: 'call', input: { weight: 5 } },
        ...{ outcome: 'unknown', sentence: 'It did not answer.' },
      },
    ]
  )
})

t.test('what is replaced or refused again and again is of one kind, what acted is not', async t => {
  const { written, cmd, out } = openAudit()
  for (const [n, end] of [
    [1, { outcome: 'superseded' }],
    [2, { outcome: 'superseded' }],
    [3, { refused: 'forbidden', sentence: 'No.' }],
    [4, { outcome: 'done' }],
    [5, { outcome: 'clamped', detail: { current: 37 } }],
  ] as const) {
    cmd(n)
    out(n, end)
  }
  const kinds = written.map(({ kind }) => kind)
  t.equal(kinds[0], kinds[1])
  t.not(kinds[0], undefined)
  t.not(kinds[2], kinds[0])
  t.same(kinds.slice(3), [undefined, undefined])
  t.match(written[4]?.entry, { outcome: 'clamped', detail: { current: 37 } })
})

t.test('what was sent twice is written once; what nobody answers is bounded, and written all the same', async t => {
  const { written, state, cmd, out } = openAudit()
  cmd(1)
  out(1, { outcome: 'done' })
  state.sessions.get(SESSION)!.highest = 1
  cmd(1)
  out(1, { outcome: 'done' })
  t.equal(written.length, 1)
  for (let n = 2; n < 5_002; n++) cmd(n)
  t.equal(written.length, 1 + 5_000 - 4_096)
  t.match(written[1]?.entry, { command: 2, stage: 'requested' })
})

t.test('a stop is one, on whichever path and however often; of somebody who has no page, too', async t => {
  const { written, state, overhear } = openAudit()
  const stop = { t: 'stop', nonce: 'n'.repeat(32), scope: 'station', reason: 'smoke' } as const
  overhear.posted({ type: 'stopRequested', session: SESSION, stop })
  state.nonces.set(stop.nonce, 'station')
  overhear.posted({ type: 'stopRequested', session: SESSION, stop })
  overhear.posted({ type: 'stopRequested', session: SESSION, stop: { ...stop, nonce: 'm', scope: 'nothing' } })
  const person = { name: 'Anna/script', role: 'viewer' } as const
  overhear.posted({
    type: 'stopRequested',
    session: 'unknown',
    stop: { t: 'stop', nonce: 'o', scope: 'station' },
    person,
  })
  t.same(
    written.map(({ entry }) => entry),
    [
      { event: 'stop', ...WHO, scope: 'station', reason: 'smoke' },
      { event: 'stop', who: 'Anna/script', role: 'viewer', session: 'unknown', scope: 'station' },
    ]
  )
})

t.test(
  'AuditWash: what changes nothing is one line, under however many names, numbers and sessions it comes',
  async t => {
    const { written, state, overhear, cmd, out } = openAudit()
    const kinds = (): number => new Set(written.splice(0).map(({ kind }) => kind)).size
    for (let n = 1; n <= 50; n++) {
      cmd(n, { control: `plate.x${n}` })
      out(n, { refused: 'noSuchControl', sentence: 'No.' })
    }
    t.equal(kinds(), 1)
    for (let n = 0; n < 50; n++) {
      const session = `${n}`.padStart(32, '0')
      state.sessions.set(session, { name: 'Vera', role: 'viewer', highest: 0 })
      overhear.posted({ type: 'stopRequested', session, stop: { t: 'stop', nonce: `${n}`, scope: 'station' } })
    }
    t.equal(kinds(), 1)
    for (const scope of ['station', 'nothing', 'nobody']) {
      const rearm = { t: 'rearm', epoch: 'e', scope, stopGeneration: 1 } as const
      overhear.posted({ type: 'rearmRequested', session: SESSION, connection: 1, rearm })
    }
    await Promise.resolve()
    t.match(written, [{ entry: { event: 'rearm', scope: 'station' } }])
    t.equal(written.length, 1)
  }
)
