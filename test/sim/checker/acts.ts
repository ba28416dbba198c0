import { LIMITS } from '../../../protocol/index.ts'
import { CONTROLS, DEVICE } from '../device.ts'
import { bodyFor, bodyOf, type Frame, type Ledger } from './ledger.ts'
import type { Violation } from './violation.ts'

/** I1 once: by the names that the owner gave the bytes, and by the bytes themselves, whose values occur once a world. */
export function* I1({ commands, history }: Ledger): Iterable<Violation> {
  for (const { key, acts } of commands.values()) {
    const again = acts[1]
    if (again) yield { invariant: 'I1', at: again.at, sentence: `${key} acted ${acts.length} times.`, command: key }
  }
  const values = new Set<string>()
  for (const happening of history) {
    if (happening.is !== 'line') continue
    const body = bodyOf(happening.text)
    if (!body.startsWith('S ')) continue
    if (values.has(body))
      yield { invariant: 'I1', at: happening.at, sentence: `"${body}" was sent to the device twice.` }
    values.add(body)
  }
}

/**
 * I2 fresh: by the world's clock, which neither page nor daemon can see. The life of a command is measured by the daemon's
 * clock; only of `elapsed`, a second at most, does it have to believe the page's.
 */
export function* I2({ commands, clocks, pages }: Ledger): Iterable<Violation> {
  for (const { key, session, frame, gestureAt, acts } of commands.values()) {
    const ttl = frame.ttl ?? CONTROLS[frame.control]?.ttl ?? 0
    const { rate = 1, coarse = 0 } = pages.get(session) ?? {}
    for (const { at, epoch } of acts) {
      const daemons = clocks.get(epoch)?.rate ?? 1
      const believed = Math.min(frame.elapsed, LIMITS.elapsed) * Math.max(0, 1 - daemons / rate) + coarse
      const age = (at - gestureAt) * daemons
      if (age <= ttl + believed) continue
      const sentence = `${key} acted ${age.toFixed(1)} ms after its gesture; ${ttl} ms are its life.`
      yield { invariant: 'I2', at, sentence, command: key }
    }
  }
}

/** I4 stop. A stop counts from the moment it was posted, before anything else happens. */
export function* I4({ history, commands }: Ledger): Iterable<Violation> {
  const latched = new Set<string>()
  const generations = new Map<string, number>()
  let generation = 0
  for (const happening of history) {
    const { is, at } = happening
    if (is === 'life') {
      latched.clear()
      generations.clear()
      generation = 0
      for (const scope of happening.latched) {
        latched.add(scope)
        generations.set(scope, ++generation)
      }
    } else if (is === 'stop') {
      latched.add(happening.scope)
      generations.set(happening.scope, ++generation)
    } else if (is === 'announced') {
      const { scope, ...told } = happening.message
      if (told.generation !== (generations.get(scope) ?? 0)) {
        yield { invariant: 'I4', at, sentence: `The stop of ${scope} is announced with generation ${told.generation}.` }
      } else if (!told.latched) latched.delete(scope)
    } else if (is === 'line' && happening.command !== undefined) {
      const { key, frame } = commands.get(happening.command) ?? {}
      if (!frame || frame.op === 'read') continue
      const newest = Math.max(...['station', DEVICE].map(scope => generations.get(scope) ?? 0))
      if (latched.has('station') || latched.has(DEVICE)) {
        yield { invariant: 'I4', at, sentence: `${key} acted while stopped.`, command: happening.command }
      } else if (frame.stopGeneration !== newest) {
        const sentence = `${key} acted, although its sender knew stop ${frame.stopGeneration} of ${newest}.`
        yield { invariant: 'I4', at, sentence, command: happening.command }
      }
    }
  }
}

/** I7 order: each session's on each control by number; all by admission, but for who takes another's place. */
export function* I7({ history, commands }: Ledger): Iterable<Violation> {
  const newest = new Map<string, number>()
  let queue: string[] = []
  const known = new Set<string>()
  for (const happening of history) {
    const { is, at } = happening
    if (is === 'life') {
      queue = []
      known.clear()
    } else if (is === 'told') {
      const key = `${happening.session}#${happening.message.command}`
      const { message } = happening
      if ('stage' in message) {
        if (message.stage === 'accepted' && !known.has(key)) queue.push(key)
        known.add(key)
      } else if ('outcome' in message) {
        const place = queue.indexOf(key)
        const later = `${happening.session}#${message.detail?.command}`
        if (place === -1) continue
        queue.splice(place, 1)
        if (message.outcome !== 'superseded' || !queue.includes(later)) continue
        queue.splice(queue.indexOf(later), 1)
        queue.splice(place, 0, later)
      }
    } else if (is === 'line' && happening.command !== undefined) {
      const key = happening.command
      const command = commands.get(key)
      if (!command) continue
      if (queue[0] !== key && queue.includes(key)) {
        yield {
          invariant: 'I7',
          at,
          sentence: `${key} acted before ${queue[0]}, which was admitted first.`,
          command: key,
        }
      }
      queue = queue.filter(other => other !== key)
      const { session, frame } = command
      const last = newest.get(`${session} ${frame.control}`) ?? 0
      if (frame.command < last) {
        yield { invariant: 'I7', at, sentence: `${key} acted after command ${last} of its session.`, command: key }
      }
      newest.set(`${session} ${frame.control}`, Math.max(last, frame.command))
    }
  }
}

const QUESTION = /^(ID|[A-Z])\?$/

/** I8 origin: bytes that act are those of a command that a page sent; and they say what it said. */
export function* I8({ history, commands, orphans }: Ledger): Iterable<Violation> {
  for (const { at, command, text } of orphans) {
    yield { invariant: 'I8', at, sentence: `${JSON.stringify(text)} is said to be of ${command}, which nobody sent.` }
  }
  for (const happening of history) {
    if (happening.is !== 'line' || happening.text === '!') continue
    const { at, text, command: key } = happening
    const body = bodyOf(text)
    const frame = key === undefined ? undefined : commands.get(key)?.frame
    const right = frame && frame.op !== 'read' ? body === bodyFor(frame) : QUESTION.test(body)
    if (!right) yield { invariant: 'I8', at, sentence: `"${body}" was sent, and ${said(frame)}.` }
  }
}

const said = (frame: Frame | undefined): string =>
  frame ? `its command is ${frame.op} ${frame.control} ${String(frame.value)}` : 'no command says so'
