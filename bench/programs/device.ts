/**
 * The device of the bench, on TCP, as fast as it can be.
 *
 *   S v0 .. v7     a sample, unasked
 *   W v  ->  A v   sets the output; W? asks for it
 *   !              stops, at once
 *
 * Samples come at a rate, or as fast as those who read them give credit: on a port of its own each says
 * how many samples all its clients have accounted for.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { nowMs } from '../rig/clock.ts'
import { LineDevice } from '../rig/line-device.ts'
import { serve } from '../rig/program.ts'
import { CHANNELS, NUMBER, STAMP, voltage } from '../rig/signal.ts'

/** Samples of one write, and writes in flight, of the closed loop. */
const BLOCK = 50
const IN_FLIGHT = 4

let host: Socket | undefined
let connected: () => void = () => {}
/** Samples said. */
let said = 0
const device = new LineDevice()
/** When each command arrived of late: `!` and `W v`. */
const heard: { readonly what: string; readonly at: number }[] = []

function samples(count: number, stamped: boolean): void {
  let text = ''
  for (let i = 0; i < count; i++) {
    said++
    text += 'S'
    for (let k = 0; k < CHANNELS; k++) {
      if (k === STAMP && stamped) text += ` ${nowMs().toFixed(3)}`
      else text += ` ${k === NUMBER ? said : voltage(said, k)}`
    }
    text += '\n'
  }
  host?.write(text)
}

// --- the closed loop

let flowing = false
/** By reader: samples that all its clients have accounted for. */
const credits = new Map<Socket, number>()

function flow(): void {
  if (!flowing || credits.size === 0) return
  const credit = Math.min(...credits.values())
  while (said + BLOCK <= credit + BLOCK * IN_FLIGHT) samples(BLOCK, false)
}

function attendReader(reader: Socket): void {
  let rest = ''
  reader.setNoDelay()
  reader.on('data', bytes => {
    const lines = (rest + bytes).split('\n')
    rest = lines.pop() as string
    credits.set(reader, Number(lines[lines.length - 1] ?? credits.get(reader) ?? 0))
    flow()
  })
  reader.on('error', () => {})
  reader.on('close', () => credits.delete(reader))
}

// --- the open loop

let ticking: NodeJS.Timeout | undefined

function pace(hertz: number): void {
  clearTimeout(ticking)
  if (hertz === 0) return
  const began = nowMs()
  const before = said
  const tick = (): void => {
    const due = Math.floor(((nowMs() - began) / 1_000) * hertz) - (said - before)
    if (due > 0) samples(due, true)
    const next = began + ((said - before + 1) / hertz) * 1_000
    ticking = setTimeout(tick, Math.max(1, Math.ceil(next - nowMs())))
  }
  tick()
}

// --- what it is told

function attendHost(socket: Socket): void {
  host = socket
  socket.setNoDelay()
  socket.on('data', bytes => {
    const at = nowMs()
    const { heard: lines, said } = device.hear(bytes)
    socket.write(said)
    for (const what of lines) heard.push({ what, at })
  })
  socket.on('error', () => {})
  connected()
}

setInterval(() => host?.write(`O ${device.output}\n`), 1_000)

const listening = (server: Server): Promise<number> =>
  new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
const ports = Promise.all([attendHost, attendReader].map(attend => listening(createServer(attend))))

const calls = serve({
  /** Where its host finds it, and where its readers tell it their credit. */
  async ports() {
    const [host = 0, readers = 0] = await ports
    return { host, readers }
  },
  /** Resolves once its host is there. */
  async online() {
    if (!host) await new Promise<void>(resolve => (connected = resolve))
  },
  flow() {
    flowing = true
    flow()
  },
  pace,
  /** No more samples; how many there were. */
  quiet() {
    flowing = false
    clearTimeout(ticking)
    return said
  },
  /** What it was told since the last time it was asked. */
  heard: () => heard.splice(0),
})
export type DeviceCalls = typeof calls
