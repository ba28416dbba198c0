/**
 * The whole station in a worker of a browser: the modules of the daemon, its drivers and their simulators, without a
 * server. `lockstep publish` puts the bundle of this file beside the page, and `station.json` beside that.
 */
import { drivers, simulators } from '../../drivers/catalog/index.ts'
import { realClock } from '../../drivers/hosts/real-clock.ts'
import { driverOf, simulatorOf } from '../../drivers/profiles/index.ts'
import type { PortLike, ToStation } from '../../ui/session/port.ts'
import type { House } from '../house.ts'
import { DESCRIPTION, readDescription } from './description.ts'
import { Door } from './door.ts'
import { openPublished } from './house.ts'

/** What a worker's global scope has that Node's types have not. */
interface Scope {
  readonly location: { readonly search: string }
  readonly MessageChannel: new () => { readonly port1: PortLike<null, null>; readonly port2: PortLike<null, null> }
  onmessage: (event: { readonly data: ToStation; readonly ports: readonly PortLike<unknown, unknown>[] }) => void
  addEventListener(type: string, listener: (event: Failure) => void): void
}
interface Failure {
  readonly error?: unknown
  readonly reason?: unknown
  preventDefault(): void
}
const scope = globalThis as unknown as Scope

/** Turns end by a message: a timer of zero is four milliseconds to a browser. */
const { port1, port2 } = new scope.MessageChannel()
const endings: (() => void)[] = []
port1.onmessage = () => endings.shift()?.()

async function open(): Promise<House> {
  // Of the same publication as this file, whatever a cache still has.
  const answer = await fetch(DESCRIPTION + scope.location.search)
  if (!answer.ok) throw new Error(`There is no ${DESCRIPTION} beside this page (${answer.status}).`)
  return openPublished(readDescription(await answer.text()), {
    drivers,
    simulators,
    profiles: { driverOf, simulatorOf },
    turn: {
      clock: realClock,
      endOfTurn(fn) {
        endings.push(fn)
        port2.postMessage(null)
      },
    },
    random: Math.random,
    wallClock: Date.now,
    fatal: fail,
  })
}

const door = new Door(open())

function fail(error: unknown): void {
  console.error(error)
  door.close(`The station in this page has failed: ${error instanceof Error ? error.message : String(error)}.`)
}

for (const type of ['error', 'unhandledrejection']) {
  scope.addEventListener(type, event => {
    // Dealt with here: to the page it would look like a worker that cannot be loaded.
    event.preventDefault()
    fail(event.error ?? event.reason)
  })
}
scope.onmessage = ({ data, ports: [port] }) => port && void door.enter(data, port)
