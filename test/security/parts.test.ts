import t from 'tap'
import { isForwarded, isLoopback } from '../../daemon/security/loopback.ts'
import { properName } from '../../daemon/security/names.ts'
import { Passwords, passwordFault } from '../../daemon/security/passwords.ts'
import { isCode, newClaimCode, newSecret } from '../../daemon/security/secrets.ts'
import { neighbourhoodOf, Throttle } from '../../daemon/security/throttle.ts'

t.test('what is this computer', async t => {
  const own = ['127.0.0.1', '127.255.1.2', '::1', '::ffff:127.0.0.1']
  const others = ['', '192.168.1.2', '10.0.0.1', '128.0.0.1', '::', '::2', 'fe80::1', '::ffff:192.168.1.2', 'localhost']
  for (const address of own) t.equal(isLoopback(address), true, address)
  for (const address of [...others, '0.0.0.0', '127.0.0.1.evil', '1127.0.0.1'])
    t.equal(isLoopback(address), false, address)
  for (const name of ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']) {
    t.equal(isForwarded({ host: 'localhost', [name]: '' }), true, name)
  }
  t.equal(isForwarded({ host: 'localhost', accept: '*/*' }), false)
})

t.test('a password', async t => {
  const cheap = new Passwords({ N: 16, r: 1, p: 1 })
  const kept = await cheap.hash('correct horse')
  t.notMatch(JSON.stringify(kept), 'correct')
  t.equal(await cheap.matches('correct horse', kept), true)
  t.equal(await cheap.matches('correct horsf', kept), false)
  t.equal(await cheap.matches('correct horse', undefined), false)
  t.not((await cheap.hash('correct horse')).hash, kept.hash, 'each has its own salt')
  const composed = await cheap.hash('Z\u00fcrich am See')
  t.equal(await cheap.matches('Zu\u0308rich am See', composed), true, 'the same from every keyboard')
  t.equal(await new Passwords().matches('correct horse', kept), true, 'each is checked as it was made')
  t.match(await new Passwords().hash('correct horse'), { N: 32_768, r: 8, p: 3 }, 'what people get is slow')
  for (const [password, fault] of [
    ['1234567', /has 7 characters; it needs at least 8/],
    ['aaaaaaaaaa', /repeats very few/],
    ['ANNA LENA', /must not be the name/],
    ['x'.repeat(201), /at most 200/],
    ['correct horse', undefined],
    ['\u{1f40e}\u{1f50b}\u{1f9f7}\u{1f40e}\u{1f50b}\u{1f9f7}x', /has 7 characters/],
  ] as const) {
    const said = passwordFault(password, 'Anna Lena')
    if (fault) t.match(said, fault)
    else t.equal(said, undefined)
  }
})

t.test('no memory for what nobody has: it is no end of the daemon, and another time there is', async t => {
  const short = new Passwords({ N: 3, r: 1, p: 1 })
  const kept = await new Passwords({ N: 16, r: 1, p: 1 }).hash('correct horse')
  t.equal(await short.matches('correct horse', kept), true)
  await t.rejects(short.matches('correct horse', undefined))
  await t.rejects(short.matches('correct horse', undefined))
})

t.test('a claim code', async t => {
  const codes = Array.from({ length: 200 }, newClaimCode)
  t.equal(new Set(codes).size, 200)
  for (const code of codes) t.match(code, /^[A-HJKMNP-Z]{4}-[A-HJKMNP-Z]{4}$/)
  t.equal(isCode('abcd efgh', 'ABCD-EFGH'), true)
  for (const typed of ['', 'ABCD', 'ABCD-EFGI', 'ABCD-EFGHA', '-']) t.equal(isCode(typed, 'ABCD-EFGH'), false, typed)
  t.match(newSecret(), /^[\w-]{43}$/)
})

t.test('a name', async t => {
  t.equal(properName('  Anna   Lena ', 'user'), 'Anna Lena')
  t.equal(properName('J\u00fcrgen', 'user'), 'J\u00fcrgen')
  for (const name of [
    '',
    '  ',
    'Anna/x',
    'a\u202eb',
    'a\u0000b',
    'Guest 3',
    'MQTT',
    'This Computer',
    'x'.repeat(41),
    '\uff2d\uff31\uff34\uff34',
    'a\uff0fb',
  ]) {
    t.throws(() => properName(name, 'user'), { name: 'Denied', status: 422 }, JSON.stringify(name))
  }
})

t.test('tries are slowed down, each and together, in bounded memory', async t => {
  const time = { now: 0 }
  const throttle = new Throttle(() => time.now, { burst: 3, every: 1_000 }, { burst: 5, every: 100 })
  const pay = (key: string) => throttle.pay([key])
  t.same([pay('a'), pay('a'), pay('a')], [0, 0, 0])
  t.equal(pay('a'), 1_000)
  t.equal(pay('a'), 1_000, 'a try that was not let pass costs nothing')
  t.same([pay('b'), pay('b')], [0, 0])
  t.equal(pay('c'), 100, 'all together')
  time.now = 990
  t.not(pay('a'), 0)
  time.now = 1_001
  t.equal(pay('a'), 0)
  throttle.payBack(['a'])
  t.equal(pay('a'), 0, 'who was right is not slowed down')
  time.now = 1e9
  t.same([pay('a'), pay('a'), pay('a')], [0, 0, 0], 'never more than at the beginning')
  t.not(pay('a'), 0)
  for (let i = 0; i < 10_000; i++) pay(`x${i}`)
  t.ok(throttle.size < 3_000, `${throttle.size}`)
  t.not(pay('y'), 0, 'ever new ones meet the bucket of all')
})

t.test('where a try comes from', async t => {
  t.equal(neighbourhoodOf('::ffff:192.168.1.2'), '192.168.1.2')
  t.equal(neighbourhoodOf('192.168.1.2'), '192.168.1.2')
  t.equal(neighbourhoodOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2/64')
  t.equal(neighbourhoodOf('2001:db8:1:2::9'), '2001:db8:1:2/64', 'all of one network are one')
  t.equal(neighbourhoodOf('2001:db8::9'), '2001:db8:0:0/64')
  t.not(neighbourhoodOf('2001:db8:1:3::9'), neighbourhoodOf('2001:db8:1:2::9'))
})
