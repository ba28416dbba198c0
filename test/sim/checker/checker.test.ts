import t from 'tap'
import type { Happening, Kept } from '../history.ts'
import {
  ANN,
  after,
  announcement,
  applied,
  asked,
  BEN,
  block,
  calm,
  ending,
  epoch,
  events,
  frame,
  heard,
  hello,
  hindered,
  history,
  instead,
  is,
  kept,
  late,
  line,
  linked,
  reached,
  relock,
  revision,
  samples,
  sent,
  sentAway,
  shutAt,
  standing,
  stop,
  superseded,
  told,
  urgent,
  WIRE,
  word,
} from './histories.ts'
import { CHECKS, judge, Ledger } from './index.ts'

/** Each violation by itself, and nothing else wrong with the history than what follows from it. */
const WRONG: Readonly<Record<string, readonly (readonly [why: string, kept: Kept[]])[]>> = {
  I1: [
    ['the same command acts again', after(is('machine'), [113, line('S 12.34', `${ANN}#1`)])],
    ['the same bytes go out in the name of another', after(is('machine'), [113, line('S 12.34', `${BEN}#7`)])],
  ],
  I2: [['it acts after its life', instead(is('line'), [1_700, line('S 12.34', `${ANN}#1`)])]],
  I4: [
    ['it acts while stopped', after(is('told'), [110, stop(true)], [110, urgent])],
    [
      'it acts after the re-arming, by somebody who had not seen the stop',
      after(is('told'), [110, stop(true)], [110, urgent], [110, announcement(1, true)], [110, announcement(1, false)]),
    ],
    ['a stop is announced that nobody pressed', after(is('told'), [110, announcement(3, true)])],
  ],
  I5: [
    ['the daemon says that it was refused', after(is('machine'), [120, told(1, 3, { refused: 'busy', sentence: '' })])],
    ['the page says that it was not sent', instead(is('word'), [170, word(1, { notSent: true })])],
    [
      'the daemon says that it expired',
      instead(is('told', 2), [160, told(1, 4, { outcome: 'expired', sentence: '' })]),
    ],
  ],
  I6: [
    ['it never acted', instead(is('line'))],
    ['its bytes never arrived', instead(is('machine'))],
    ['the state is another', instead(is('revision', 2), [160, revision(4, { ...reached, value: 40 })])],
    ['the sample is older than the act', instead(is('revision', 2), [160, revision(4, { ...reached, sampled: 112 })])],
  ],
  I7: [
    [
      'it passes one that was admitted before',
      after(is('life'), [90, sent(frame(1), BEN)], [95, told(1, 2, { stage: 'accepted' }, BEN)]),
    ],
    [
      'a later command of its session acted before',
      after(is('told'), [110, sent(frame(2, { value: 5 }))], [110, line('S 5.00', `${ANN}#2`)]),
    ],
  ],
  I8: [
    ['bytes act that are nobody’s', after(is('machine'), [113, line('S 99.00')])],
    ['bytes are of a command that nobody sent', after(is('machine'), [113, line('S 98.00', `${BEN}#9`)])],
    ['bytes say something else than their command', instead(is('line'), [111, line('S 12.35', `${ANN}#1`)])],
  ],
  I9: [
    ['it ends twice', after(is('told', 2), [161, told(1, 4, { outcome: 'unknown', sentence: '' })])],
    ['it goes back', after(is('told', 1), [112, told(1, 3, { stage: 'accepted' })])],
    ['the page hears two ends', after(is('word'), [171, word(1, { outcome: 'unknown' })])],
    ['it ends and was never accepted', instead(is('told'))],
  ],
  I10: [
    [
      'somebody else had asked since',
      instead(
        is('told'),
        [105, sent(frame(1, { value: 7 }), BEN)],
        [105, told(1, 3, { stage: 'accepted' }, BEN)],
        [105, told(1, 3, { outcome: 'unknown', sentence: '' }, BEN)],
        [110, told(1, 5, { stage: 'accepted' })]
      ),
    ],
  ],
  I11: [
    ['superseded by nothing', instead(is('told', 2), [160, superseded(2)])],
    [
      'superseded on another control',
      instead(is('told', 2), [159, sent(frame(2, { control: 'plate.fan' }))], [160, superseded(2)]),
    ],
    [
      'a final superseded by its own gesture',
      instead(is('told', 2), [159, sent(frame(2, { gesture: 1 }))], [160, superseded(2)]),
    ],
  ],
  S1: [['a page shows what never was', instead(is('applied'), [170, applied(4, { ...reached, value: 12.35 })])]],
  S2: [
    ['a page goes back', after(is('applied'), [171, applied(3, asked)])],
    ['the daemon leaps', instead(is('revision', 2), [160, revision(5, reached)])],
  ],
  S3: [['a half revision is seen', instead(is('applied', 1), [170, applied(4, asked, 'signals')])]],
  S4: [
    ['an event comes twice', after(is('life'), ...events(2), [2, heard(1)], [2, heard(1)])],
    ['an event is lost and nobody says so', after(is('life'), ...events(3), [2, heard(1)], [2, heard(3)])],
    ['an event is heard that did not happen', after(is('life'), ...events(1), [2, heard(2)])],
  ],
  S5: [
    ['more is sent than the window holds', after(is('word'), [200, { is: 'unacknowledged', bytes: 140_000 }])],
    ['too much waits for a page', after(is('word'), [200, { is: 'backlog', ...WIRE, sent: 0, held: 3_000_000 }])],
    ['too much is sent at once', after(is('word'), [200, { is: 'backlog', ...WIRE, sent: 3_000_000, held: 0 }])],
  ],
  S4samples: [
    ['a sample is missing', after(is('life'), ...samples(3), [2, block(1, [1])], [2, block(3, [3])])],
    ['a sample comes twice', after(is('life'), ...samples(3), [2, block(2, [1, 2])], [2, block(2, [2])])],
    ['a sample was never taken', after(is('life'), ...samples(1), [2, block(2, [1, 2])])],
    ['a sample says what the device did not', after(is('life'), ...samples(2), [2, block(2, [1, 3])])],
    ['a peak is lost on the way', after(is('life'), ...samples(4), [2, block(4, [1], { per: 4, high: [3] })])],
    ['what is lost is not counted', after(is('life'), ...samples(3), [2, block(3, [3], { lost: 2, counted: 1 })])],
  ],
  slowIsNamed: [
    ['not named', after(is('word'), [200, shutAt(false)], [2_900, shutAt(true)])],
    ['named although it reads', after(is('word'), [200, { is: 'slow', session: ANN }])],
    ['named too early', after(is('word'), [200, shutAt(false)], [1_200, { is: 'slow', session: ANN }])],
    [
      'it may stay',
      after(is('word'), [200, shutAt(false)], [2_300, { is: 'slow', session: ANN }], [20_000, shutAt(true)]),
    ],
    ['sent away too early', after(is('word'), [200, shutAt(false)], [2_000, sentAway])],
  ],
  oneStallsNobody: [
    ['a page that nothing hinders is behind', [...calm(), ...late(400, 3_000)]],
    ['an old sample arrives last', [...calm(), ...kept(...samples(4), [5_000, block(2, [1, 2])])]],
    ['one that reads again is not current soon', [...calm(), ...hindered(3_000, 8_000), ...late(7_000, 10_500)]],
  ],
  oneSessionOnePage: [
    ['two pages say the same session', after(is('word'), [200, hello(ANN, 1)], [201, hello(BEN, 2)])],
    ['a socket has the number of another', after(is('word'), [200, hello(ANN, 1)], [201, hello(ANN, 1)])],
  ],
  endedWithState: [['its end is heard before its state', instead(is('applied'), [170, applied(3, asked)])]],
  S6: [['a command that nobody meant', instead(is('intent'))]],
  L1: [
    ['accepted, and never heard of again', instead(is('told', 2))],
    ['the person is never told', instead(is('word'))],
  ],
  L2: [
    ['a page stays behind', instead(is('end'), [990, { ...ending(), pages: [{ ...standing(), revision: 3 }] }])],
    [
      'a page stays in an old epoch',
      instead(is('end'), [990, { ...ending(), pages: [{ ...standing(), epoch: '0' }] }]),
    ],
  ],
  L3: [
    ['a stop comes a turn late', after(is('word'), [300, stop(true)], [300, urgent])],
    ['a press is never confirmed', after(is('word'), [300, { is: 'pressed', session: ANN, press: 1, scope: 'plate' }])],
  ],
  L5: [
    ['the value at release is lost', instead(is('sent'))],
    ['what was accepted is not asked', instead(is('revision', 1), [110, revision(3, { value: 0 })])],
  ],
  L7: [['a resync without need', after(is('word'), [200, { is: 'resync', session: ANN }])]],
  askedFallsBack: [
    [
      'it expired, and is still asked',
      instead(is('line')).map(happening =>
        happening.is === 'told' && 'outcome' in happening.message
          ? { ...happening, ...told(1, 4, { outcome: 'expired', sentence: '' }) }
          : happening
      ),
    ],
  ],
  unknownLocks: [['accepted while not known', history(relock(2, 3))]],
  unknownIsSaid: [
    ['unknown, and not locked', instead(is('told', 2), [160, told(1, 4, { outcome: 'unknown', sentence: '' })])],
  ],
  linkUpLocks: [['the device is back, and nothing is locked', after(is('life'), [1, linked(2, 'up')])]],
  lostLinkEnds: [
    [
      'the link is lost between acceptance and act',
      instead(is('told', 1), [110, linked(4, 'waiting')], [111, told(1, 4, { stage: 'released' })]),
    ],
  ],
  neverAgain: [
    [
      'an action is sent again',
      after(is('word'), [200, { ...sent(frame(1, { op: 'call', control: 'plate.tare' })), how: 'again' } as Happening]),
    ],
  ],
  latchSurvives: [
    [
      'the next life knows nothing of it',
      after(
        is('word'),
        [300, stop(true)],
        [300, urgent],
        [400, { is: 'death', epoch }],
        [500, { is: 'life', epoch: '2-e', offset: 0, rate: 1, latched: [] }]
      ),
    ],
  ],
  unsentIsDropped: [
    [
      'a gesture is older than its connection',
      after(is('intent'), [101, { is: 'greeted', session: ANN, how: 'resumed' }]),
    ],
  ],
  L8: [['nobody can work any more', after(is('healing'), [950, { is: 'probe', session: ANN, value: 3 }])]],
}

t.test('a history in which all went well passes', async t => {
  const { violations, thrown } = judge(history())
  t.strictSame(violations, [])
  t.strictSame(thrown, [])
})

t.test('a stop that reaches the device in its turn passes', async t => {
  const kept = after(is('word'), [300, stop(true)], [300, urgent])
  const turn = kept.findIndex(happening => happening.is === 'stop')
  t.strictSame(judge(kept.map((happening, i) => (i > turn ? { ...happening, turn } : happening))).violations, [])
})

for (const [invariant, histories] of Object.entries(WRONG)) {
  for (const [why, kept] of histories) {
    t.test(`${invariant}: ${why}`, async t => {
      const found = [...CHECKS[invariant]!(new Ledger(kept))]
      t.ok(found.length > 0, `${found[0]?.invariant}: ${found[0]?.sentence}`)
    })
  }
}

t.test('each invariant has a history that violates it', async t => {
  t.strictSame(Object.keys(WRONG).toSorted(), Object.keys(CHECKS).toSorted())
})

t.test('what throws is said', async t => {
  const kept = after(is('word'), [300, { is: 'thrown', where: 'turn', error: 'oh' }])
  t.strictSame(judge(kept).thrown, ['turn: oh'])
})
