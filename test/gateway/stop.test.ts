import t from 'tap'
import { hex, openStand } from './stand.ts'

const station = (stand: Awaited<ReturnType<typeof openStand>>) => stand.house.state.stops.get('station')

t.test('a stop is confirmed when it is latched, also from a session nobody knows', async t => {
  const stand = await openStand(t)
  const watcher = await stand.open()
  watcher.hello(stand.ticket())
  await watcher.heard('at')
  const body = { session: hex(), nonce: hex(), scope: 'station', reason: 'smoke' }
  const answer = await stand.post('/stop', body)
  t.equal(answer.status, 200)
  t.match(await answer.json(), { confirmed: true, generation: 1 })
  t.match(station(stand), { latched: true, reason: 'smoke', generation: 1 })
  t.match(await watcher.heard('stopped'), { scope: 'station', nonce: body.nonce, latched: true })
  const again = await stand.post('/stop', body)
  t.match(await again.json(), { confirmed: true, generation: 1 }, 'the nonce makes it one')
  t.match((await fetch(`${stand.base}/health`).then(r => r.json())) as object, { latched: ['station'] })
})

t.test('by the name of the session, and still confirmed when re-armed since', async t => {
  const stand = await openStand(t)
  const session = hex()
  const client = await stand.open()
  client.hello(stand.ticket(), { session })
  const { epoch } = await client.heard('welcome')
  const body = { session, nonce: hex(), scope: 'plate' }
  await stand.post('/stop', body)
  t.match(stand.house.state.stops.get('plate'), { latched: true, by: 'Guest 1' })
  client.say({ t: 'rearm', epoch, scope: 'plate', stopGeneration: 1 })
  while (stand.house.state.stops.get('plate')?.latched) await new Promise(resolve => setTimeout(resolve, 5))
  t.match(await (await stand.post('/stop', body)).json(), { confirmed: true })
  t.equal(stand.house.state.stops.get('plate')?.latched, false, 'a repetition does not stop it again')
})

t.test('what cannot be a stop is refused in a sentence, and stops nothing', async t => {
  const stand = await openStand(t)
  const good = { session: hex(), nonce: hex(), scope: 'station' }
  const table: [string, unknown, number, RegExp][] = [
    ['no such scope', { ...good, scope: 'oven' }, 404, /nothing named "oven" to stop; there are station, plate/],
    ['a scope of objects', { ...good, scope: '__proto__' }, 400, /field "scope"/],
    ['no JSON', '{', 400, /A stop is JSON/],
    ['nothing', '', 400, /A stop is JSON/],
    ['null', 'null', 400, /field "session"/],
    ['a list', '[]', 400, /field "session"/],
    ['no session', { nonce: hex(), scope: 'station' }, 400, /field "session"/],
    ['no nonce', { session: hex(), scope: 'station' }, 400, /field "nonce"/],
    ['one field more', { ...good, force: true }, 400, /field "force"/],
    ['a key twice', `{"scope":"plate",${JSON.stringify(good).slice(1)}`, 400, /"scope" occurs twice/],
    ['a long reason', { ...good, reason: 'x'.repeat(201) }, 400, /field "reason"/],
    ['far too long', { ...good, reason: 'x'.repeat(100_000) }, 413, /few hundred bytes/],
  ]
  for (const [name, body, status, sentence] of table) {
    const answer = await stand.post('/stop', body)
    t.equal(answer.status, status, name)
    t.match(await answer.text(), sentence)
  }
  t.equal(station(stand)?.latched, false)
})

t.test('a nonce of another stop confirms nothing', async t => {
  const stand = await openStand(t)
  const nonce = hex()
  await stand.post('/stop', { session: hex(), nonce, scope: 'plate' })
  const answer = await stand.post('/stop', { session: hex(), nonce, scope: 'station' })
  t.equal(answer.status, 409)
  t.match(await answer.text(), /take a fresh one/)
  t.equal(station(stand)?.latched, false)
})
