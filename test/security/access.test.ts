import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openSecurity, Passwords } from '../../daemon/security/index.ts'

const DAY = 24 * 3_600_000

function open(t: Test, folder = t.testdir({})) {
  const time = { mono: 0, wall: Date.UTC(2026, 0, 1) }
  const complaints: string[] = []
  const security = openSecurity({
    folder,
    clock: { now: () => time.mono },
    wallClock: () => time.wall,
    complain: sentence => void complaints.push(sentence),
    passwords: new Passwords({ N: 16, r: 1, p: 1 }),
  })
  const { access } = security
  const caller = (login?: string, address = '192.168.1.5') => ({ address, headers: {}, ...(login && { login }) })
  const claim = () => access.claim(caller(), { code: access.claimCode ?? '', name: 'Anna', password: 'correct horse' })
  return { ...security, time, complaints, caller, claim, folder }
}

t.test('a login lives thirty days after it was last used; a page that is attached uses it', async t => {
  const { access, time, caller, claim } = open(t)
  const { secret } = await claim()
  time.wall += 29 * DAY
  const admitted = access.identify(caller(secret))
  t.match(admitted, { person: { name: 'Anna', role: 'admin' }, from: '192.168.1.5' })
  time.wall += 29 * DAY
  t.equal(access.holds(admitted!), true)
  time.wall += 29 * DAY
  t.ok(access.identify(caller(secret)))
  time.wall -= 5_000 * DAY
  t.ok(access.identify(caller(secret)), 'a clock that was set back makes nobody older')
  time.wall += 5_000 * DAY
  t.ok(access.identify(caller(secret)))
  time.wall += 31 * DAY
  t.equal(access.holds(admitted!), false)
  t.equal(access.identify(caller(secret)), undefined)
})

t.test('logins are bounded: the one that was unused the longest goes', async t => {
  const { access, time, caller, claim } = open(t)
  const first = await claim()
  time.wall += 120_000
  const second = await access.login(caller(), { name: 'Anna', password: 'correct horse' })
  time.wall += 120_000
  t.ok(access.identify(caller(first.secret)), 'the first is used again')
  for (let i = 0; i < 19; i++) {
    time.wall += 1_000
    await access.login(caller(), { name: 'anna', password: 'correct horse' })
  }
  t.ok(access.identify(caller(first.secret)))
  t.equal(access.identify(caller(second.secret)), undefined)
})

t.test('what was used last is kept, without a write for each use', async t => {
  const { access, administration, time, caller, claim, folder, keep } = open(t)
  const { secret } = await claim()
  const { token } = await administration.addToken(access.identify(caller(secret))!, { name: 'script' })
  const before = readFileSync(join(folder, 'access.json'), 'utf8')
  time.wall += 5_000
  const bearer = { address: '192.168.1.6', headers: { authorization: `Bearer ${token}` } }
  t.match(access.identify(bearer), { person: { name: 'Anna/script', role: 'viewer' } })
  t.equal(readFileSync(join(folder, 'access.json'), 'utf8'), before)
  keep()
  const { tokens } = JSON.parse(readFileSync(join(folder, 'access.json'), 'utf8')) as { tokens: { used?: number }[] }
  t.equal(tokens[0]?.used, time.wall)
})

t.test('a disk that takes nothing: it holds, and is said not to be kept', async t => {
  const folder = t.testdir({ 'access.json.new': {} })
  const { claim, access, complaints, close } = open(t, folder)
  const { kept } = await claim()
  t.equal(kept, false)
  t.equal(access.claimed, true)
  t.match(complaints, [/access\.json could not be written, so what was changed of users.*would not survive a restart/])
  await close()
})

t.test('of many tries at once no more are let pass than of one after the other', async t => {
  const { access, caller, claim } = open(t)
  await claim()
  const tries = Array.from({ length: 50 }, () => access.login(caller(), { name: 'Anna', password: 'wrong horse' }))
  const ends = await Promise.allSettled(tries)
  const codes = ends.map(end => (end.status === 'rejected' ? (end.reason as { status: number }).status : 200))
  t.same([codes.filter(code => code === 401).length, codes.filter(code => code === 429).length], [10, 40])
})
