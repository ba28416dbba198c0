import t from 'tap'
import type { Surroundings } from '../../ui/session/index.ts'
import { portSurroundings, type ToStation } from '../../ui/session/port.ts'
import { VirtualClock } from '../virtual-clock.ts'

interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  closed: boolean
  close(): void
}

/** A worker that takes what it is sent and says nothing by itself. */
class Mute {
  onerror: ((event: never) => unknown) | null = null
  readonly heard: ToStation[] = []
  terminated = false

  postMessage(message: ToStation): void {
    this.heard.push(message)
  }

  terminate(): void {
    this.terminated = true
  }
}

function page() {
  const timers = new VirtualClock()
  const workers: Mute[] = []
  const ports: Port[] = []
  class Channel {
    readonly port1: object
    readonly port2 = {}

    constructor() {
      const close = () => {
        port.closed = true
      }
      const port: Port = { onmessage: null, closed: false, close }
      this.port1 = port
      ports.push(port)
    }
  }
  const world = {
    ...{ crypto, performance, MessageChannel: Channel },
    setTimeout: (fn: () => void, ms: number) => timers.after(ms, fn),
    clearTimeout: (forget: () => void) => forget(),
  }
  const start = () => {
    const worker = new Mute()
    workers.push(worker)
    return worker
  }
  return { timers, workers, ports, around: portSurroundings({ world, start }) }
}

const BODY = { session: 's', nonce: 'n', scope: 'station' }

/** Answers as they come. */
function press(around: Surroundings, times: number): boolean[] {
  const answers: boolean[] = []
  for (let i = 0; i < times; i++) void around.postStop(BODY).then(answer => answers.push(answer))
  return answers
}

t.test('the station answers for itself, and no timer is left', async t => {
  const { timers, ports, around } = page()
  const answers = press(around, 1)
  ports[0]!.onmessage!({ data: true })
  await timers.pass(0)
  t.same(answers, [true])
  t.ok(ports[0]!.closed)
  t.equal(timers.next, undefined)
})

t.test('a worker that breaks ends what waits for it: the next one is asked anew', async t => {
  const { timers, workers, ports, around } = page()
  const answers = press(around, 3)
  workers[0]!.onerror!(undefined as never)
  await timers.pass(0)
  t.same(answers, [false, false, false])
  t.ok(workers[0]!.terminated)
  t.ok(ports.every(({ closed }) => closed))
  t.equal(timers.next, undefined)
  const second = press(around, 1)
  t.same(workers[1]!.heard, [{ stop: JSON.stringify(BODY) }])
  ports[3]!.onmessage!({ data: true })
  await timers.pass(0)
  t.same(second, [true])
})

t.test('a worker that never answers is waited for four seconds', async t => {
  const { timers, ports, around } = page()
  const answers = press(around, 1)
  await timers.pass(3_999)
  t.same(answers, [])
  await timers.pass(1)
  t.same(answers, [false])
  t.ok(ports[0]!.closed)
})
