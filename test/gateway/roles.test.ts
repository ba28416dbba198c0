import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { Answering } from '../../daemon/gateway/admission.ts'
import type { Cmd } from '../../protocol/index.ts'
import { type Client, hex, openStand, type Stand } from './stand.ts'
import { json, staff, Visitor } from './visitor.ts'

type Page = Client & { readonly welcome: { readonly epoch: string; readonly revision: number } }

const cmd = ({ welcome: { epoch, revision } }: Page, stand: Stand, command: number): Cmd => ({
  ...{ t: 'cmd', epoch, command, control: 'plate.target', op: 'set', value: 40, gesture: command, final: true },
  ...{ basis: revision, seen: stand.house.state.now, elapsed: 0, stopGeneration: 0 },
})

function audited({ security, data }: Stand): Record<string, unknown>[] {
  security.keep()
  const lines = readFileSync(join(data, 'audit.log'), 'utf8').trimEnd().split('\n')
  return lines.map(line => JSON.parse(line) as Record<string, unknown>)
}

t.test('X2: whatever a viewer tries, nothing is commanded, and it is in the audit log', async t => {
  const stand = await openStand(t)
  const { admin, viewer, operator } = await staff(stand)
  const page = await viewer.page()
  t.match(page.welcome, { name: 'viewer', role: 'viewer' })
  const refused = async (n: number) => {
    for (;;) {
      const out = page.frames.find(frame => frame.t === 'out' && frame.command === n)
      if (out) return out
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  for (const [n, more] of [
    [1, {}],
    [2, { control: 'plate.heater', value: true }],
    [3, { control: 'plate.tare', op: 'call', value: undefined }],
    [4, { op: 'read', value: undefined }],
  ] as const) {
    page.say({ ...cmd(page, stand, n), ...more } as Cmd)
    t.match(await refused(n), { refused: 'forbidden', sentence: /may watch, not operate/ })
  }
  const stop = { session: hex(), nonce: hex(), scope: 'station', reason: 'smoke' }
  t.match(json(await viewer.ask('POST', '/stop', stop)), { confirmed: true }, 'but Stop is everybody\u2019s')
  t.match(stand.house.state.stops.get('station'), { latched: true, by: 'viewer' }, 'by name')
  page.say({ t: 'rearm', epoch: page.welcome.epoch, scope: 'station', stopGeneration: 1 })
  await page.heard('stopped')
  t.equal(stand.house.state.stops.get('station')?.latched, true)
  for (const [method, path, body] of [
    ['GET', '/users'],
    ['POST', '/users', { name: 'Eve', password: 'correct horse', role: 'admin' }],
    ['PATCH', '/users/viewer', { role: 'admin' }],
    ['DELETE', '/users/Anna'],
    ['POST', '/tokens', { name: 'x', role: 'operator' }],
    ['POST', '/tokens', { name: 'x', role: 'viewer', user: 'operator' }],
    ['POST', '/claim', { code: 'AAAA-AAAA', name: 'Eve', password: 'correct horse' }],
  ] as const) {
    const answer = await viewer.ask(method, path, body)
    t.match([answer.status, answer.text], [/403|409/, /Only an admin|at most|has been claimed/], `${method} ${path}`)
  }
  const forged = await viewer.ask('POST', '/ticket', {}, { Origin: 'http://evil.example' })
  t.equal(forged.status, 403)
  const made = json<{ token: string }>(await viewer.ask('POST', '/tokens', { name: 'mine', role: 'viewer' }))
  const token = await new Visitor(stand).page({ Authorization: `Bearer ${made.token}` })
  t.match(token.welcome, { name: 'viewer/mine', role: 'viewer' })
  const login = viewer.cookie?.split('=')[1] ?? ''
  const asBearer = await new Visitor(stand).page({ Authorization: `Bearer ${login}` })
  t.match(asBearer.welcome, { role: 'viewer' }, 'the secret of a cookie gives no more elsewhere')

  const log = audited(stand)
  const commands = log.filter(({ event }) => event === 'command')
  t.equal(commands.length, 4)
  for (const line of commands) {
    t.match(line, { who: 'viewer', role: 'viewer', from: viewer.from, refused: 'forbidden', session: /^[0-9a-f]{8}$/ })
  }
  t.match(commands[0], { control: 'plate.target', op: 'set', value: 40, at: /^\d{4}-.*Z$/ })
  t.match(
    log.find(({ event }) => event === 'stop'),
    { who: 'viewer', scope: 'station', reason: 'smoke' }
  )
  t.match(
    log.find(({ event }) => event === 'rearm'),
    { who: 'viewer', lifted: false, refused: 'forbidden' }
  )
  t.ok(log.some(({ event, origin }) => event === 'requestRefused' && origin === 'http://evil.example'))
  const said = JSON.stringify(log)
  for (const secret of [made.token, login, stop.session, 'correct horse']) t.notMatch(said, secret)
  t.equal([...stand.house.state.keys.values()].filter(({ value }) => 'asked' in value).length, 0)
  t.ok(admin && operator)
})

t.test('an operator operates, and re-arms', async t => {
  const stand = await openStand(t)
  const { operator } = await staff(stand)
  const page = await operator.page()
  page.say(cmd(page, stand, 1))
  t.match(await page.heard('out'), { refused: 'offline' }, 'it passed the role; this device is never there')
  page.say({ t: 'stop', nonce: hex(), scope: 'station' })
  await page.heard('stopped')
  page.say({ t: 'rearm', epoch: page.welcome.epoch, scope: 'station', stopGeneration: 1 })
  while (stand.house.state.stops.get('station')?.latched) await new Promise(resolve => setTimeout(resolve, 5))
  const log = audited(stand)
  t.match(
    log.find(({ event }) => event === 'command'),
    { who: 'operator', refused: 'offline' }
  )
  t.match(
    log.find(({ event }) => event === 'rearm'),
    { who: 'operator', scope: 'station', lifted: true }
  )
})

t.test('another role, another password, no user any more: it holds at once, for who is in, too', async t => {
  const stand = await openStand(t)
  const { admin, viewer, operator } = await staff(stand)
  const [first, watcher] = [await operator.page(), await viewer.page()]
  t.equal((await admin.ask('PATCH', '/users/operator', { role: 'viewer' })).status, 200)
  t.match(await first.heard('bye'), { code: 'ticket', retryAfter: 0 })
  const second = await operator.page()
  t.match(second.welcome, { name: 'operator', role: 'viewer' }, 'the same login, and the new role')
  t.notOk(
    watcher.frames.some(({ t }) => t === 'bye'),
    'nobody else is touched'
  )
  const ticket = json<{ ticket: string }>(await operator.ask('POST', '/ticket', {})).ticket
  await admin.ask('PATCH', '/users/operator', { role: 'operator' })
  const third = operator.socket()
  await new Promise(resolve => third.socket.once('open', resolve))
  third.hello(ticket)
  t.match(await third.heard('welcome'), { role: 'operator' }, 'a ticket admits who one is when one comes')
  t.equal((await admin.ask('PATCH', '/users/operator', { password: 'another horse' })).status, 200)
  t.match(await third.heard('bye'), { code: 'ticket' })
  t.equal((await operator.ask('POST', '/ticket', {})).status, 401)
  t.equal((await operator.login('operator')).status, 401)
  t.equal((await operator.login('operator', 'another horse')).status, 200)
  const last = await operator.page()
  t.equal((await admin.ask('DELETE', '/users/operator')).status, 200)
  t.match(await last.heard('bye'), { code: 'ticket' })
  t.equal((await operator.ask('POST', '/ticket', {})).status, 401)
  t.same(
    json<{ name: string }[]>(await admin.ask('GET', '/users')).map(({ name }) => name),
    ['Anna', 'viewer']
  )
})

t.test('whoever gets the name of somebody who is gone gets nothing else of theirs', async t => {
  const stand = await openStand(t)
  const { admin, operator } = await staff(stand)
  const { token } = json<{ token: string }>(await operator.ask('POST', '/tokens', { name: 'script' }))
  await admin.ask('DELETE', '/users/operator')
  await admin.ask('POST', '/users', { name: 'Operator', password: 'another horse', role: 'admin' })
  t.equal((await operator.ask('POST', '/ticket', {})).status, 401, 'no login')
  const asked = await new Visitor(stand).ask('POST', '/ticket', {}, { Authorization: `Bearer ${token}` })
  t.equal(asked.status, 401, 'no token')
})

t.test('an answer that goes on and on ends; one that was not begun is given', async t => {
  const answering = new Answering()
  const response = (headersSent: boolean) => {
    const made = Object.assign(new EventEmitter(), {
      headersSent,
      destroyed: false,
      req: { complete: true },
    })
    return Object.assign(made, { destroy: () => void Object.assign(made, { destroyed: true }) })
  }
  const [stream, answer, other, over] = [response(true), response(false), response(true), response(true)]
  for (const each of [stream, answer, over]) answering.begin(each as never, { pass: 'a' })
  answering.begin(other as never, { pass: 'b' })
  over.emit('close')
  answering.dismiss(({ pass }) => pass === 'a')
  t.same(
    [stream, answer, other, over].map(({ destroyed }) => destroyed),
    [true, false, false, false]
  )
})

t.test('who commands over REST stands in the audit log with the address of each command', async t => {
  const stand = await openStand(t)
  const { operator } = await staff(stand)
  const there = new Visitor(stand, '127.0.0.3')
  there.cookie = operator.cookie
  const path = '/api/devices/plate/properties/target'
  for (const visitor of [operator, there, operator])
    await visitor.ask('PUT', path, { value: 40 }, { 'Content-Type': 'application/json' })
  await there.ask('POST', '/api/stop', {}, { 'Content-Type': 'application/json' })
  const lines = audited(stand).filter(({ event }) => event === 'command' || event === 'stop')
  t.match(lines, [
    { event: 'command', who: 'operator', control: 'plate.target', times: 2, from: '127.0.0.2' },
    { event: 'command', who: 'operator', control: 'plate.target', from: '127.0.0.3' },
    { event: 'stop', who: 'operator', from: '127.0.0.3' },
  ])
})

t.test('SlowBody: who is nobody any more finishes no request that was begun before', async t => {
  const stand = await openStand(t)
  const { admin } = await staff(stand)
  await admin.ask('POST', '/users', { name: 'mallory', password: 'correct horse', role: 'admin' })
  const mallory = new Visitor(stand)
  await mallory.login('mallory')
  const body = JSON.stringify({ name: 'door', role: 'admin', user: 'Anna' })
  // The daemon says "continue" when it has read the head.
  const headers = {
    ...{ Origin: stand.base, Cookie: mallory.cookie ?? '' },
    ...{ 'Content-Length': String(body.length), Expect: '100-continue' },
  }
  const asked = request({ host: '127.0.0.1', port: stand.port, method: 'POST', path: '/tokens', headers })
  const ended = new Promise(resolve =>
    asked.on('response', ({ statusCode }) => resolve(statusCode)).on('error', resolve)
  )
  asked.flushHeaders()
  await once(asked, 'continue')
  asked.write(body.slice(0, 5))
  t.match(await admin.ask('DELETE', '/users/mallory'), { status: 200 })
  asked.end(body.slice(5))
  t.not(await ended, 201)
  t.same(json(await admin.ask('GET', '/tokens')), [])
})

t.test('one\u2019s own password: by the old one; one\u2019s other logins end', async t => {
  const stand = await openStand(t)
  const { operator } = await staff(stand)
  const elsewhere = new Visitor(stand)
  await elsewhere.login('operator')
  const page = await elsewhere.page()
  const wrong = await operator.ask('POST', '/password', { old: 'wrong', password: 'another horse' })
  t.match([wrong.status, wrong.text], [403, /old password is wrong/])
  const short = await operator.ask('POST', '/password', { old: 'correct horse', password: 'short' })
  t.equal(short.status, 422)
  t.equal((await operator.ask('POST', '/password', { old: 'correct horse', password: 'another horse' })).status, 200)
  t.match(await page.heard('bye'), { code: 'ticket' })
  t.equal((await operator.ask('POST', '/ticket', {})).status, 200, 'this one stays')
})

t.test('there is always an admin', async t => {
  const stand = await openStand(t)
  const { admin } = await staff(stand)
  for (const [method, body] of [
    ['DELETE', undefined],
    ['PATCH', { role: 'operator' }],
  ] as const) {
    const answer = await admin.ask(method, '/users/anna', body)
    t.match([answer.status, answer.text], [409, /Anna is the only admin\. Make somebody else an admin first/])
  }
  await admin.ask('PATCH', '/users/operator', { role: 'admin' })
  t.equal((await admin.ask('DELETE', '/users/Anna')).status, 200, 'there is another one now')
  t.equal(stand.security.access.claimed, true)
  t.equal((await admin.ask('GET', '/users')).status, 401)
})
