import t from 'tap'
import { openStand } from '../gateway/stand.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }

t.test('the API stands behind the guard', async t => {
  const { base, port, raw } = await openStand(t)
  const put = (headers: Record<string, string>) =>
    fetch(`${base}/api/devices/plate/properties/target`, { method: 'PUT', headers, body: '{"value":1}' })
  const taken = await put(JSON_TYPE)
  t.match([taken.status, await taken.json()], [503, { refused: 'offline' }], 'a program needs no Origin')
  t.equal((await put({ ...JSON_TYPE, Origin: base })).status, 503, 'our own page')
  t.equal((await put({ ...JSON_TYPE, Origin: 'http://evil.example' })).status, 403, 'a foreign page')
  t.equal((await put({ 'Content-Type': 'text/plain' })).status, 403, 'what any form can send')
  t.match(await raw(`GET /api HTTP/1.1\r\nHost: evil.example:${port}\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 421/)
  const index = await fetch(`${base}/api`)
  t.match([index.status, await index.json()], [200, { links: {} }])
  t.equal(index.headers.get('x-content-type-options'), 'nosniff')
  t.match(index.headers.get('cache-control'), /no-store/)
  t.match(await (await fetch(`${base}/api/nothing`)).json(), { error: 'notFound', sentence: String })
  t.equal((await fetch(`${base}/metrics`)).status, 200, 'on this computer everybody is in until the claim')
  t.match(await (await fetch(`${base}/nothing`)).text(), 'There is no /nothing here.', 'what is not ours is left alone')
})

t.test('with users: a token opens it, in its own role; what a viewer tries is refused', async t => {
  const { base, security, house } = await openStand(t)
  const caller = { address: '127.0.0.1', headers: {} }
  const { access, administration } = security
  await access.claim(caller, { code: access.claimCode ?? '', name: 'Anna', password: 'correct horse battery' })
  const anna = { person: { name: 'Anna', role: 'admin' } } as const
  const tokenOf = async (role: 'viewer' | 'operator') => {
    const made = await administration.addToken(anna, { name: role, role })
    return { Authorization: `Bearer ${Object.values(made).find(value => /^\S{30,}$/.test(String(value)))}` }
  }
  const viewer = await tokenOf('viewer')
  const operator = await tokenOf('operator')
  const put = (headers: Record<string, string>) =>
    fetch(`${base}/api/devices/plate/properties/target`, {
      method: 'PUT',
      headers: { ...JSON_TYPE, ...headers },
      body: '{"value":1}',
    })
  t.equal((await put({})).status, 401)
  t.equal((await fetch(`${base}/api/devices`, { headers: { Accept: 'application/json' } })).status, 401)
  t.equal((await fetch(`${base}/metrics`, { headers: { Accept: 'text/plain' } })).status, 401)
  const refused = await put(viewer)
  t.match([refused.status, await refused.json()], [403, { refused: 'forbidden' }])
  t.match([(await put(operator)).status], [503], 'offline, for its link is never up')
  t.equal((await fetch(`${base}/api/devices`, { headers: viewer })).status, 200)
  const td = await fetch(`${base}/api/devices/plate/td`, { headers: viewer })
  t.match(await td.json(), { securityDefinitions: { token: { scheme: 'bearer' } } })
  const stopped = await fetch(`${base}/api/stop`, { method: 'POST', headers: viewer })
  t.equal(stopped.status, 200, 'everybody who is in may stop')
  t.equal(house.state.stops.get('station')?.latched, true)
})
