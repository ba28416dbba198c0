/**
 * Operates a plate from a script, as a page would: numbered commands, one
 * outcome each. Start the demo station first (`npm start`), then:
 *
 *   node examples/ramp/ramp.mjs [http://localhost:8400]
 */
import { openSession, webSurroundings } from 'lockstep/client'
import WebSocket from 'ws'

const origin = process.argv[2] ?? 'http://localhost:8400'
if (!URL.canParse(origin)) throw new Error(`"${origin}" is no address; write it as http://localhost:8400`)
const around = webSurroundings({ origin, world: globalThis, WebSocket, sayOrigin: true })

/** Whoever waits for something looks again whenever something was applied. */
const waiting = new Set()
const look = () => {
  for (const check of [...waiting]) check()
}
const session = openSession(around, { applied: look, status: look, control: look })

const until = holds =>
  new Promise(resolve => {
    const check = () => {
      if (!holds()) return
      waiting.delete(check)
      resolve()
    }
    waiting.add(check)
    check()
  })

/** Sets a control and waits for how that ended. */
async function set(control, value) {
  await until(() => session.blocked(control) === undefined)
  session.set(control, value)
  await until(() => session.control(control).stage === undefined)
  return session.control(control).last?.sentence
}

const patience = setTimeout(() => console.log(`Still not connected to ${origin}:`, session.link), 3_000)
await until(() => session.link.state === 'live')
clearTimeout(patience)
console.log(`I am ${session.name}.`)
console.log('heater on:', await set('plate.heater', true))
for (const target of [30, 32, 34]) {
  console.log(`target ${target}:`, await set('plate.target', target))
  await new Promise(resolve => setTimeout(resolve, 2_000))
  console.log(`  it reads ${session.key('plate.temperature').value} °C`)
}
console.log('heater off:', await set('plate.heater', false))
session.close()
