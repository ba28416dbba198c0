import type { EventEmitter } from 'node:events'
import { Bonjour } from 'bonjour-service'

export interface Announcement {
  /** Of the station; what a list of services shows. */
  readonly title: string
  readonly port: number
  /** Names that end in `.local`, under which the page may be opened. */
  readonly names: readonly string[]
  readonly log: (sentence: string, level: 'info' | 'warn') => void
  /** For tests: another port than that of multicast DNS, another interface than all. */
  readonly mdns?: { readonly port?: number; readonly interface?: string; readonly bind?: string }
}

export interface Announced {
  close(): Promise<void>
}

/**
 * Says in the local network where the page is (multicast DNS): so it is opened as `http://<name>.local:8400`, and found as
 * a web page by those who look for one. A network that takes none of it is no reason to end: it is said once.
 */
export function announce({ title, port, names, log, mdns = {} }: Announcement): Announced {
  if (names.length === 0) return { close: async () => {} }
  let said = false
  const failed = (error: Error): void => {
    if (!said) log(`The station cannot be announced as ${names.join(', ')}: ${error.message}.`, 'warn')
    said = true
  }
  const bonjour = new Bonjour(mdns, failed)
  // An error that nobody listens to would end the daemon.
  const socket = (bonjour as unknown as { readonly server: { readonly mdns: EventEmitter } }).server.mdns
  socket.on('error', failed)
  // Of the network; without a code it is somebody's packet that makes no sense.
  socket.on('warning', (error: NodeJS.ErrnoException) => error.code !== undefined && failed(error))
  for (const [i, host] of names.entries()) {
    const name = i === 0 ? title : `${title} (${host})`
    // Probing asks whether the name is free, and gives up in silence when it is not: two stations may have one title.
    const service = bonjour.publish({ name, type: 'http', port, host, probe: false, txt: { path: '/' } })
    service.on('error', failed)
  }
  return {
    close: () =>
      new Promise(resolve => {
        // Good-byes go out first, so that lists forget it at once; a network that is gone must not keep the daemon.
        const enough = setTimeout(resolve, 300)
        bonjour.unpublishAll(() => {
          bonjour.destroy(() => {
            clearTimeout(enough)
            resolve()
          })
        })
      }),
  }
}
