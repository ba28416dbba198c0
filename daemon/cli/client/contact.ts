import WebSocket from 'ws'
import { didYouMean } from '../../../protocol/did-you-mean.ts'
import type { DeviceDescription, KeyValue, PropertyDescription } from '../../../protocol/index.ts'
import type { Session, SessionListener } from '../../../ui/session/api.ts'
import { openSession, webSurroundings } from '../../../ui/session/index.ts'
import type { Found } from './daemon.ts'
import { CODES, Trouble } from './trouble.ts'

/** Longest wait for the first whole state, ms. */
const PATIENCE = 10_000

/** A session, all that it knows, and waiting that ends. */
export class Contact {
  readonly origin: string
  readonly session: Session
  readonly keys = new Map<string, KeyValue>()
  readonly #looks = new Set<() => void>()

  constructor({ origin, token }: Found, selectors: readonly string[] = ['*'], listener: SessionListener = {}) {
    this.origin = origin
    const look = (): void => this.look()
    const around = webSurroundings({
      ...{ origin, world: globalThis, WebSocket, sayOrigin: true },
      ...(token !== undefined && { token }),
    })
    const heard: SessionListener = {
      ...listener,
      applied: change => {
        for (const name of change.gone) this.keys.delete(name)
        for (const [name, value] of change.keys) this.keys.set(name, value)
        listener.applied?.(change)
        look()
      },
      status: link => {
        listener.status?.(link)
        look()
      },
      control: look,
      stopped: look,
    }
    this.session = openSession(around, heard, selectors)
  }

  /** Whoever waits for something looks again whether it is so. */
  look(): void {
    for (const check of [...this.#looks]) check()
  }

  /** Waits until it holds. False: it did not, for so long. */
  until(holds: () => boolean, ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const end = (held: boolean): void => {
        clearTimeout(timer)
        this.#looks.delete(check)
        resolve(held)
      }
      const check = (): void => {
        if (holds()) end(true)
      }
      const timer = setTimeout(() => end(holds()), ms)
      this.#looks.add(check)
      check()
    })
  }

  /** Waits for the whole state. Throws what keeps it away. */
  async live(patience = PATIENCE): Promise<void> {
    const { session, origin } = this
    await this.until(() => session.link.state === 'live' || session.link.state === 'given up', patience)
    const { link } = session
    if (link.state === 'live') return
    if (link.state === 'given up' && link.login)
      throw new Trouble(
        `The daemon at ${origin} lets nobody in from here yet: open ${origin} in a browser, and claim it.`,
        CODES.notAllowed
      )
    const why = 'reason' in link ? link.reason : 'The station does not answer.'
    throw new Trouble(`No contact with the Lockstep at ${origin}: ${why}`, CODES.noDaemon)
  }

  /** The devices, in the daemon's order. */
  get devices(): readonly string[] {
    const ABOUT = '.$about'
    return [...this.keys.keys()]
      .filter(key => key.endsWith(ABOUT) && key !== `station${ABOUT}`)
      .map(key => key.slice(0, -ABOUT.length))
  }

  about(device: string): DeviceDescription | undefined {
    return this.keys.get(`${device}.$about`)?.value as DeviceDescription | undefined
  }

  /** Whether there is such a device; throws what there is instead. */
  device(name: string): DeviceDescription {
    const about = this.about(name)
    if (about) return about
    const { devices } = this
    const there = devices.length === 0 ? 'The station has no device.' : `There are: ${devices.join(', ')}.`
    throw new Trouble(`There is no device "${name}". ${didYouMean(name, devices)}${there}`)
  }

  property(what: string): PropertyDescription {
    const { about, name } = this.#of(what)
    return about.properties[name] ?? this.#none(name, 'property', Object.keys(about.properties), what)
  }

  action(what: string) {
    const { about, name } = this.#of(what)
    return about.actions[name] ?? this.#none(name, 'action', Object.keys(about.actions), what)
  }

  #of(what: string): { readonly about: DeviceDescription; readonly name: string } {
    const [device = '', name = ''] = splitName(what)
    return { about: this.device(device), name }
  }

  #none(name: string, kind: string, known: readonly string[], what: string): never {
    const device = splitName(what)[0]
    const there = known.length === 0 ? 'It has none.' : `There are: ${known.join(', ')}.`
    throw new Trouble(`"${device}" has no ${kind} "${name}". ${didYouMean(name, known)}${there}`)
  }

  close(): void {
    this.session.close()
  }
}

/** `plate.target` -> plate, target; a device alone has no second part. */
export function splitName(what: string): readonly [string, string | undefined] {
  const dot = what.indexOf('.')
  return dot < 0 ? [what, undefined] : [what.slice(0, dot), what.slice(dot + 1)]
}
