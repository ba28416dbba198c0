/** A page that talks to a station in its own worker, with the client that every page uses. */
import { realClock } from '../../../drivers/hosts/real-clock.ts'
import { openSession } from '../../../ui/session/index.ts'

const randomHex = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')

const worker = new Worker('/worker.js')

const session = openSession(
  {
    clock: realClock,
    randomHex,
    ticket: async () => randomHex(),
    postStop: async () => false,
    connect(listener) {
      const { port1, port2 } = new MessageChannel()
      worker.postMessage('open', [port2])
      port1.onmessage = ({ data }) => (data === null ? listener.closed() : listener.heard(data as string))
      setTimeout(() => listener.opened(), 0)
      return { send: text => port1.postMessage(text), close: () => port1.postMessage(null) }
    },
  },
  {}
)
Object.assign(window, { lockstep: { session } })
