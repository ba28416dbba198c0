import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { dataFolder, hex, openStand, type Stand } from './stand.ts'
import { json, NEAR, staff, Visitor } from './visitor.ts'

const stop = () => ({ session: hex(), nonce: hex(), scope: 'station' })
const HTML = { Accept: 'text/html,*/*;q=0.8' }

/** Everything that answers, but for the door itself. */
const ROUTES: readonly (readonly [string, string, unknown?])[] = [
  ['GET', '/'],
  ['GET', '/app.js'],
  ['GET', '/index.html'],
  ['GET', '/gallery'],
  ['GET', '/health'],
  ['GET', '/metrics'],
  ['GET', '/api'],
  ['GET', '/api/devices'],
  ['GET', '/.well-known/wot'],
  ['GET', '/users'],
  ['GET', '/tokens'],
  ['GET', '/account'],
  ['POST', '/ticket', {}],
  ['POST', '/stop', stop()],
  ['POST', '/logout', {}],
  ['POST', '/password', { old: 'correct horse', password: 'another horse' }],
  ['POST', '/users', { name: 'Eve', password: 'correct horse', role: 'admin' }],
  ['PATCH', '/users/Anna', { role: 'viewer' }],
  ['DELETE', '/users/Anna'],
  ['POST', '/tokens', { name: 'x', role: 'admin' }],
  ['DELETE', '/tokens/00000000'],
  ['POST', '/api/devices/plate/properties/target', { value: 10 }],
  ['PUT', '/anything', {}],
]

const pages = new Map(
  ['/index.html', '/app.js', '/door.html', '/door.js', '/door.css'].map(path => [
    path,
    { extension: '.html', bytes: Buffer.from(`file ${path}`), packed: undefined, etag: 'x', caching: 'no-cache' },
  ])
)

/** What nobody may learn who is not in. */
const SECRETS = /Test|plate|1\.test|file \/(index|app)|revision|Anna/

async function learnsNothing(t: Test, stand: Stand, more: Record<string, string> = {}): Promise<void> {
  const stranger = new Visitor(stand)
  for (const [method, path, body] of ROUTES) {
    const answer = await stranger.ask(method, path, body, more)
    t.notMatch(answer.text, SECRETS, `${method} ${path}`)
    t.notMatch(JSON.stringify(answer.headers), SECRETS)
    if (path === '/health') t.equal(answer.text, '{"status":"up"}')
    else t.equal(answer.status, 401, `${method} ${path}`)
    if (method !== 'GET') continue
    const shown = await stranger.ask(method, path, undefined, { ...more, ...HTML })
    t.notMatch(shown.text, SECRETS)
    if (path !== '/health') t.match([shown.status, shown.headers.location], [303, /^\/(login|claim)/], path)
  }
  const socket = stranger.socket(more)
  const [error] = await Promise.all([
    new Promise<Error>(resolve => socket.socket.once('error', resolve)),
    socket.closed,
  ])
  t.match(error.message, /401/, 'no socket opens')
  t.same(socket.frames, [])
  t.equal(stand.house.state.stops.get('station')?.latched, false)
}

t.test('X1: before the first user, nobody from elsewhere learns anything but how to claim', async t => {
  const stand = await openStand(t, { pages, metrics: true })
  await learnsNothing(t, stand)
  const stranger = new Visitor(stand)
  t.equal((await stranger.ask('GET', '/claim')).text, 'file /door.html')
  t.equal((await stranger.ask('GET', '/door.js')).text, 'file /door.js')
  t.same(json(await stranger.ask('GET', '/me')), { claimed: false })
  t.equal((await stranger.ask('GET', '/', undefined, HTML)).headers.location, '/claim')
})

t.test(
  'before the first user, this computer works at once; what came through somebody else is not this computer',
  async t => {
    const stand = await openStand(t, { pages })
    const near = new Visitor(stand, NEAR)
    t.equal((await near.ask('GET', '/')).text, 'file /index.html')
    const page = await near.page()
    t.match(page.welcome, { name: 'Guest 1', role: 'operator' })
    t.equal((await near.ask('POST', '/users', { name: 'Eve', password: 'correct horse', role: 'admin' })).status, 403)
    for (const name of ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Real-IP', 'Via']) {
      t.equal((await near.ask('GET', '/', undefined, { [name]: '127.0.0.1' })).status, 401, name)
    }
  }
)

t.test('X1: after the claim nobody learns anything who has not logged in, on this computer neither', async t => {
  const stand = await openStand(t, { pages })
  await new Visitor(stand).claim()
  await learnsNothing(t, stand)
  await learnsNothing(t, stand, { Cookie: `lockstep-${stand.port}=${'x'.repeat(43)}` })
  await learnsNothing(t, stand, { Authorization: 'Bearer lockstep_wrong' })
  t.equal((await new Visitor(stand, NEAR).ask('GET', '/')).status, 401)
  t.equal((await new Visitor(stand).ask('GET', '/account', undefined, HTML)).headers.location, '/login?to=%2Faccount')
})

t.test('the claim: by the code, once; it makes an admin, and ends who was there as a guest', async t => {
  const stand = await openStand(t, { pages })
  const guest = await new Visitor(stand, NEAR).page()
  const ticket = json<{ ticket: string }>(await new Visitor(stand, NEAR).ask('POST', '/ticket', {})).ticket
  const anna = new Visitor(stand)
  const code = stand.security.access.claimCode ?? ''
  t.match(code, /^[A-Z]{4}-[A-Z]{4}$/)
  const wrong = await anna.ask('POST', '/claim', { code: 'AAAA-AAAA', name: 'Anna', password: 'correct horse' })
  t.match([wrong.status, wrong.text], [403, /not the claim code.*in the log/])
  const short = await anna.ask('POST', '/claim', { code, name: 'Anna', password: 'horse' })
  t.match([short.status, short.text], [422, /has 5 characters; it needs at least 8/])
  const taken = await anna.ask('POST', '/claim', { code, name: 'Guest 7', password: 'correct horse' })
  t.match([taken.status, taken.text], [422, /calls somebody else/])
  const typed = code.toLowerCase().replace('-', ' ')
  const both = await Promise.all([
    anna.ask('POST', '/claim', { code: typed, name: ' Anna ', password: 'correct horse' }),
    new Visitor(stand).ask('POST', '/claim', { code, name: 'Eve', password: 'correct horse' }),
  ])
  t.same(both.map(({ status }) => status).sort(), [200, 409], 'of two at once, one')
  t.match(json(both[0]), { name: 'Anna', role: 'admin' })
  t.equal(stand.security.access.claimCode, undefined)
  t.match(await guest.heard('bye'), { code: 'ticket' })
  const late = new Visitor(stand).socket({ Cookie: anna.cookie ?? '' })
  await new Promise(resolve => late.socket.once('open', resolve))
  late.hello(ticket)
  t.match(await late.heard('bye'), { code: 'ticket' }, 'a ticket of a guest is no ticket any more')
  t.match((await anna.page()).welcome, { name: 'Anna', role: 'admin' })
  t.equal((await new Visitor(stand).ask('GET', '/claim', undefined, HTML)).status, 200)
})

t.test('wrong codes and wrong passwords are slowed down, by address and by name; a right one is not', async t => {
  const stand = await openStand(t)
  const eve = new Visitor(stand)
  const claim = { code: 'AAAA-AAAA', name: 'Eve', password: 'correct horse' }
  const tries = []
  for (let i = 0; i < 12; i++) tries.push((await eve.ask('POST', '/claim', claim)).status)
  t.same(tries, [...Array(10).fill(403), 429, 429])
  const slow = await eve.ask('POST', '/claim', { ...claim, code: stand.security.access.claimCode })
  t.match(
    [slow.status, slow.text, slow.headers['retry-after']],
    [429, /wait \d+ seconds/, /^\d+$/],
    'even with the right one'
  )
  const anna = new Visitor(stand, '127.0.0.3')
  t.equal((await anna.claim()).status, 200, 'somebody else is not slowed down')
  for (let i = 0; i < 14; i++) t.equal((await anna.login('Anna')).status, 200, 'nor is who is right')
  const wrong = new Set<string>()
  for (let i = 0; i < 10; i++) wrong.add((await eve.login(i % 2 ? 'Anna' : 'Nobody', 'wrong')).text)
  t.same([...wrong], ['Name or password is wrong.\n'], 'the same answer for a name that nobody has')
  t.equal((await eve.login('Somebody')).status, 429, 'by address')
  const other = new Visitor(stand, '127.0.0.4')
  for (let i = 0; i < 5; i++) await other.login('Anna', 'wrong')
  t.equal((await new Visitor(stand, '127.0.0.5').login('ANNA')).status, 429, 'by name, from wherever')
})

t.test('the cookie is out of the reach of scripts and of other sites, and is not in the file', async t => {
  const stand = await openStand(t)
  const anna = new Visitor(stand)
  const { headers } = await anna.claim()
  const [cookie = ''] = headers['set-cookie'] ?? []
  t.match(cookie, new RegExp(`^lockstep-${stand.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=\\d+$`))
  const file = join(stand.data, 'access.json')
  const secret = anna.cookie?.split('=')[1] ?? ''
  t.notMatch(readFileSync(file, 'utf8'), secret)
  t.notMatch(readFileSync(file, 'utf8'), 'correct horse')
  for (const name of ['access.json', 'local-token']) t.equal(statSync(join(stand.data, name)).mode & 0o777, 0o600, name)
  const again = await new Visitor(stand).login('Anna')
  t.not(again.headers['set-cookie']?.[0], cookie, 'each login has its own')
})

t.test('logging out ends this login, its page, and what it was being told', async t => {
  const stand = await openStand(t)
  const { operator } = await staff(stand)
  const elsewhere = new Visitor(stand)
  await elsewhere.login('operator')
  const [page, other] = [await operator.page(), await elsewhere.page()]
  const { cookie } = operator
  const answer = await operator.ask('POST', '/logout', {})
  t.match([answer.status, answer.headers['set-cookie']?.[0]], [200, /=; .*Max-Age=0/])
  t.match(await page.heard('bye'), { code: 'ticket' })
  operator.cookie = cookie
  t.equal((await operator.ask('POST', '/ticket', {})).status, 401, 'the cookie is worth nothing any more')
  t.notOk(
    other.frames.some(({ t }) => t === 'bye'),
    'the other browser is still in'
  )
  t.equal((await elsewhere.ask('POST', '/ticket', {})).status, 200)
})

t.test('logins survive a restart; a file that cannot be read is no open house', async t => {
  const data = dataFolder()
  const first = await openStand(t, { data })
  const anna = new Visitor(first)
  await anna.claim()
  const kept = anna.cookie?.split('=')[1]
  const second = await openStand(t, { data })
  const back = new Visitor(second)
  back.cookie = `lockstep-${second.port}=${kept}`
  t.match((await back.page()).welcome, { name: 'Anna', role: 'admin' })
  const file = join(data, 'access.json')
  const good = readFileSync(file, 'utf8')
  for (const [bad, why] of [
    [good.slice(0, 100), /JSON/],
    ['', /JSON/],
    ['{}', /version/],
    [good.replace('"admin"', '"root"'), /users\.0\.role/],
    [good.replace('"admin"', '"viewer"'), /no user in it is an admin/],
    ['{"version":1,"users":[],"logins":[],"tokens":[]}', /no user in it is an admin/],
  ] as const) {
    writeFileSync(file, bad)
    await t.rejects(openStand(t, { data }), { message: why, exitCode: 78 })
  }
  writeFileSync(file, good)
})

t.test('X3: a foreign page reaches no door, neither', async t => {
  const stand = await openStand(t)
  const { admin } = await staff(stand)
  for (const Origin of ['http://evil.example', 'null', `https://127.0.0.1:${stand.port}`]) {
    for (const [method, path, body] of ROUTES) {
      t.equal((await admin.ask(method, path, body, { Origin })).status, 403, `${method} ${path} from ${Origin}`)
    }
    const refused = await admin.ask('POST', '/ticket', {}, { Origin, Authorization: 'Bearer x' })
    t.equal(refused.status, 403, 'a token does not excuse a foreign Origin')
  }
  stand.security.keep()
  const log = readFileSync(join(stand.data, 'audit.log'), 'utf8')
  t.match(log, /"event":"requestRefused","from":"127\.0\.0\.2","status":403,.*"origin":"http:\/\/evil\.example"/)
  const lines = log.split('\n').filter(line => line.includes('requestRefused'))
  t.ok(lines.length >= 10 && lines.length < 20, `${lines.length} lines: they cannot wash away the rest`)
})
