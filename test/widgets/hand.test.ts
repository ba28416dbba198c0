import t from 'tap'
import type { Scalar } from '../../protocol/index.ts'
import type { Session } from '../../ui/session/api.ts'
import { scaleOf } from '../../ui/widgets/figures.ts'
import { Hand } from '../../ui/widgets/slider/hand.ts'
import { target } from './plate.ts'

/** A hand on a target that stands at 200, and what it asked for; each gesture has its number. */
function handOn() {
  const calls: [what: string, gesture: number, value?: Scalar][] = []
  let gestures = 0
  const session = {
    gesture: () => {
      const mine = ++gestures
      return {
        move: (value: Scalar) => calls.push(['move', mine, value]),
        end: (value: Scalar) => calls.push(['end', mine, value]),
        cancel: () => calls.push(['cancel', mine]),
      }
    },
    set: (_: string, value: Scalar) => calls.push(['set', 0, value]),
  } as unknown as Session
  const hand = new Hand({
    session,
    name: 'plate.target',
    scale: scaleOf(target),
    shown: () => 200,
    blocked: () => undefined,
    refused: () => {},
  })
  const key = (name: string, repeat: boolean) =>
    hand.keyDown({ key: name, repeat, preventDefault() {} } as unknown as KeyboardEvent)
  return { hand, calls, key }
}

t.test('a pointer that comes while a key is held ends what the key began, and is ended by itself alone', async t => {
  const { hand, calls, key } = handOn()
  key('ArrowRight', true)
  hand.begin()
  hand.move(0.5)
  key('ArrowRight', true)
  hand.keyUp()
  t.equal(hand.place.value, 0.5, 'still in the hand')
  hand.move(0.25)
  hand.end(0.2)
  t.same(calls, [
    ['move', 1, 200.5],
    ['end', 1, 200.5],
    ['move', 2, 150],
    ['move', 2, 75],
    ['end', 2, 60],
  ])
  t.equal(hand.place.value, undefined)
})

t.test('a second key pressed while one is held goes on from there, in the same gesture', async t => {
  const { hand, calls, key } = handOn()
  key('ArrowRight', true)
  key('ArrowLeft', false)
  key('ArrowLeft', false)
  hand.keyUp()
  t.same(calls, [
    ['move', 1, 200.5],
    ['move', 1, 200],
    ['move', 1, 199.5],
    ['end', 1, 199.5],
  ])
})
