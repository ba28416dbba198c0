import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Cmd } from '../../protocol/index.ts'
import { type Client, openStand, type Stand } from './stand.ts'
import { json, staff, Visitor } from './visitor.ts'

type Page = Client & { readonly welcome: { readonly epoch: string; readonly revision: number } }

const _cmd = ({ welcome: { epoch, revision } }: Page, stand: Stand, command: number): Cmd => ({
  ...{ t: 'cmd', epoch, command, control: 'plate.target', op: 'set', value: 40, gesture: command, final: true },
  ...{ basis: revision, seen: stand.house.state.now, elapsed: 0, stopGeneration: 0 },
})

function audited({ security, data }: Stand): Record<string, unknown>[] {
  security.keep()
  const lines = readFileSync(join(data, 'audit.log'), 'utf8').trimEnd().split('\n')
  return lines.map(line => JSON.parse(line) as Record<string, unknown>)
}

t.test('tokens: shown once, kept as a digest, never above their user, and revoked at once', async t => {
  const stand = await openStand(t)
  const { admin, operator } = await staff(stand)
  const answer = await operator.ask('POST', '/tokens', { name: 'grafana', role: 'operator' })
  const { token, id } = json<{ token: string; id: string }>(answer)
  t.match(token, /^lockstep_[\w-]{43}$/)
  t.notMatch(readFileSync(join(stand.data, 'access.json'), 'utf8'), token)
  const program = new Visitor(stand)
  const Authorization = `Bearer ${token}`
  const page = await program.page({ Authorization })
  t.match(page.welcome, { name: 'operator/grafana', role: 'operator' })
  const shown = (await operator.ask('GET', '/tokens')).text
  t.notMatch(shown, token)
  t.match(JSON.parse(shown), [{ id, name: 'grafana', user: 'operator', role: 'operator', used: Number }])
  for (const [method, path, body] of [
    ['POST', '/tokens', { name: 'child', role: 'viewer' }],
    ['DELETE', `/tokens/${id}`],
    ['GET', '/tokens'],
    ['POST', '/password', { old: 'correct horse', password: 'another horse' }],
  ] as const) {
    t.equal((await program.ask(method, path, body, { Authorization })).status, 403, `a token may not ${method} ${path}`)
  }
  await admin.ask('PATCH', '/users/operator', { role: 'viewer' })
  t.match(await page.heard('bye'), { code: 'ticket' }, 'its user is less, and so is it')
  const less = await program.page({ Authorization })
  t.match(less.welcome, { role: 'viewer' })
  t.equal((await operator.ask('DELETE', `/tokens/${id}`)).status, 200)
  t.match(await less.heard('bye'), { code: 'ticket' })
  t.equal((await program.ask('POST', '/ticket', {}, { Authorization })).status, 401)
  const names = audited(stand).map(({ event }) => event)
  for (const event of ['claimed', 'userAdded', 'login', 'tokenAdded', 'roleChanged', 'tokenRevoked']) {
    t.ok(names.includes(event), event)
  }
})

t.test('a program needs no Origin where it shows a token; the secret of this computer counts on it alone', async t => {
  const stand = await openStand(t)
  const { operator } = await staff(stand)
  const { token } = json<{ token: string }>(await operator.ask('POST', '/tokens', { name: 'script' }))
  const local = readFileSync(join(stand.data, 'local-token'), 'utf8').trim()
  const post = (bearer: string | undefined, host: string) =>
    new Promise<number>(resolve => {
      void import('node:http').then(({ request }) => {
        const headers = { 'Content-Length': '0', ...(bearer && { Authorization: `Bearer ${bearer}` }) }
        const options = { host: '127.0.0.1', port: stand.port, localAddress: host, agent: false, method: 'POST' }
        request({ ...options, path: '/ticket', headers }, ({ statusCode = 0 }) => resolve(statusCode)).end()
      })
    })
  t.equal(await post(token, '127.0.0.2'), 200)
  t.equal(await post(undefined, '127.0.0.2'), 403, 'without a token an Origin is asked for')
  t.equal(await post(local, '127.0.0.1'), 200)
  t.equal(await post(local, '127.0.0.2'), 401)
  const near = new Visitor(stand, '127.0.0.1')
  const page = await near.page({ Authorization: `Bearer ${local}` })
  t.match(page.welcome, { name: 'This computer', role: 'admin' })
})
