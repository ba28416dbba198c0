import type { House } from '../../daemon/house.ts'
import { encode } from '../../protocol/index.ts'
import { DEVICE } from './device.ts'
import type { History, Key } from './history.ts'

type Effect = House['state']['transaction']['effects'][number]

interface Observer {
  readonly alive: () => boolean
  /** A frame is to be sent to one session, or to all, as soon as their windows are open. */
  readonly held: (to: string | undefined, bytes: number) => void
}

/**
 * Watches a house from within, and changes nothing. Effects are seen in the order in which
 * core decides them, before any is performed; revisions as each is committed.
 * @returns looks once more
 */
export function observe(house: House, history: History, { alive, held }: Observer): () => void {
  const { state, loop } = house
  let seen = 0
  /** Revision at which the step under way began. */
  let before = state.revision

  /** At most one step was taken since it looked last: between two steps there is always a look. */
  const look = (): void => {
    if (!alive() || state.revision === seen) return
    const changed = seen === 0 ? state.keys.keys() : (state.journal.since(seen) ?? state.keys.keys())
    const keys: Key[] = []
    for (const key of changed) keys.push([key, JSON.stringify(state.keys.get(key)?.value) as string | undefined])
    seen = state.revision
    history.keep({ is: 'revision', epoch: state.epoch, revision: seen, keys })
  }

  const { effects } = state.transaction
  const push = effects.push.bind(effects)
  effects.push = (...added) => {
    for (const effect of added) if (alive()) keep(effect)
    return push(...added)
  }
  const keep = (effect: Effect): void => {
    if (effect.type === 'sample' && (typeof effect.value === 'number' || typeof effect.value === 'boolean')) {
      history.keep({ is: 'sample', epoch: state.epoch, stream: effect.key, value: Number(effect.value) })
    }
    if (effect.type === 'tell') held(effect.session, encode(effect.message).length)
    if (effect.type === 'announce' && effect.message.t !== 'evt') held(undefined, encode(effect.message).length)
    if (effect.type === 'tell' && effect.message.t === 'out') {
      look()
      const own = state.revision > before
      history.keep({ is: 'told', session: effect.session, message: effect.message, own })
    } else if (effect.type === 'announce' && effect.message.t === 'stopped') {
      history.keep({ is: 'announced', epoch: state.epoch, message: effect.message })
    } else if (effect.type === 'announce' && effect.message.t === 'evt') {
      history.keep({ is: 'happened', epoch: state.epoch, number: effect.message.number })
    }
  }

  const post = loop.post.bind(loop)
  loop.post = event => {
    look()
    before = state.revision
    if (event.type === 'stopRequested' && alive()) {
      const { scope, nonce } = event.stop
      const fresh = !state.nonces.has(nonce) && state.stops.has(scope)
      const up = state.devices.get(DEVICE)?.link.state === 'up'
      if (fresh) history.keep({ is: 'stop', epoch: state.epoch, scope, nonce, up })
    }
    post(event)
    look()
  }
  look()
  return look
}
