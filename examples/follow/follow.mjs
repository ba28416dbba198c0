/**
 * Follows a stream from a script, every sample counted. Start the demo station first (`npm start`), then:
 *
 *   node examples/follow/follow.mjs [http://localhost:8400] [plate.temperature] [samples]
 */
import { openSession, webSurroundings } from 'lockstep/client'
import WebSocket from 'ws'

const [origin = 'http://localhost:8400', stream = 'plate.temperature', most = '20'] = process.argv.slice(2)
const around = webSurroundings({ origin, world: globalThis, WebSocket, sayOrigin: true })
const session = openSession(around, {})

const end = () => {
  clearInterval(patience)
  session.close()
}

const heard = ({ lost, per, times, low, high }) => {
  if (lost > 0) console.log(`(${lost} samples are gone)`)
  for (const [i, time] of times.entries()) {
    const values = low.map((column, channel) => (per === 1 ? column[i] : `${column[i]} to ${high[channel][i]}`))
    console.log(new Date(session.wallClockOf(time)).toISOString(), ...values)
  }
  const { received, thinned } = session.streamOf(stream)
  if (received + thinned >= Number(most)) end()
}
// At most ten times a second, and to begin with the last five samples that the daemon holds.
session.follow([stream], heard, { maxHz: 10, depth: 5 })

const patience = setInterval(() => {
  const fault = session.streamOf(stream)?.fault
  if (session.link.state !== 'live') console.log(`Not connected to ${origin}:`, session.link)
  if (fault !== undefined) console.log(fault)
  if (session.link.state === 'given up' || fault !== undefined) end()
}, 3_000)
