import t from 'tap'
import { DeviceRefused, type Link } from '../../drivers/contract.ts'
import type { Scalar } from '../../protocol/index.ts'
import { go, going, machine, obedient, Rig, read, set, settle, tagged, thing } from './rig.ts'

t.test('set, call, read: asked, answered, and the bytes know their command', async t => {
  const r = await new Rig().up()
  t.same(await r.converse(set(40)), { is: 'acknowledged' })
  t.same(await r.converse(go), { is: 'acknowledged' })
  const before = r.clock.now()
  t.same(await r.converse(read), { is: 'read', reading: { property: 'a', value: 7, sampled: before } })
  t.same(r.out, ['A 40', 'GO', 'A?'])
  t.same(
    r.records.filter(({ way }) => way === 'out').map(({ command }) => command),
    ['s#1', 's#1', undefined]
  )
  t.equal(r.releases, 2, 'a reading of the house asks nobody')
})

t.test('the second check and the first byte are one turn: not even a microtask lies between', async t => {
  const r = await new Rig().up()
  let order: string[] = []
  r.onRelease = () => {
    order = ['released']
    queueMicrotask(() => order.push('a microtask'))
  }
  const write = r.transport.write.bind(r.transport)
  r.transport.write = bytes => {
    order.push('written')
    write(bytes)
  }
  r.owner.converse(set(40))
  t.same(order, ['released', 'written'], 'within the call')
  await settle()
  t.same(order, ['released', 'written', 'a microtask'])
})

t.test('... also when the driver thinks before it speaks', async t => {
  const order: string[] = []
  const r = await new Rig(
    going(async link => {
      await Promise.resolve()
      order.push('thought')
      const asked = link.ask('GO', /^OK$/)
      order.push('asked')
      await asked
    })
  ).up()
  r.onRelease = () => {
    order.push('released')
    queueMicrotask(() => order.push('a microtask'))
  }
  const write = r.transport.write.bind(r.transport)
  r.transport.write = bytes => {
    order.push('written')
    write(bytes)
  }
  r.owner.converse(go)
  await settle()
  t.same(order, ['thought', 'released', 'written', 'asked', 'a microtask'])
})

t.test('released once, at its first word, however many follow', async t => {
  const r = await new Rig(
    going(async link => {
      link.tell('ONE')
      await link.ask('TWO', /^OK$/)
      link.tell('THREE')
    }),
    machine((line, say) => line !== 'ONE' && say(line === 'ID?' ? 'THING 1\n' : 'OK\n'))
  ).up()
  t.match(await r.converse(go), { is: 'acknowledged' })
  t.equal(r.releases, 1)
  t.same(r.out, ['ONE', 'TWO', 'THREE'])
})

t.test('not released: not a byte, whatever the driver tries then', async t => {
  const tries: string[] = []
  const r = await new Rig(
    going(async link => {
      for (const speak of [() => link.ask('A'), () => link.askNumber('B'), () => link.tell('C')]) {
        try {
          await speak()
        } catch (error) {
          tries.push((error as Error).message)
        }
      }
    })
  ).up()
  r.released = false
  t.same(await r.converse(go), { is: 'withdrawn' })
  t.same(r.out, [])
  t.same(tries, Array(3).fill('This conversation is over (withdrawn).'))
  t.equal(r.releases, 1, 'and core is asked once')
  t.same(r.links.at(-1), 'up')
})

const drivers: readonly (readonly [name: string, run: (link: Link) => Promise<unknown>, why: RegExp])[] = [
  ['throws at once', () => fail('at once'), /^at once$/],
  ['throws later', async () => fail('later'), /^later$/],
  ['throws no error', async () => Promise.reject('just text'), /^just text$/],
  ['throws after it spoke', link => link.ask('GO').then(() => fail('after')), /^after$/],
  ['returns without a word', async () => 5, /without saying anything/],
  ['returns no promise', (() => 5) as never, /without saying anything/],
  ['returns without waiting', async link => void link.ask('GO'), /without waiting/],
  ['returns without waiting for a number', async link => void link.askNumber('GO'), /without waiting/],
  ['asks twice at once', link => Promise.all([link.ask('A'), link.ask('B')]), /asked twice/],
  ['tells in the middle of asking', async link => [link.ask('A'), link.tell('B')], /asked twice/],
  ['hangs without asking', () => new Promise(() => undefined), /said nothing to the device in time/],
]

function fail(why: string): never {
  throw new Error(why)
}

t.test('whatever a driver does, it ends in an answer, harms nobody, and the next conversation works', async t => {
  for (const [name, run, why] of drivers) {
    const r = await new Rig(going(run)).up()
    const answer = await r.converse(go, 1_000)
    t.match(answer, { is: 'broken', why }, name)
    await r.clock.pass(1_000)
    t.match(await r.converse(set(1)), { is: 'acknowledged' }, `${name}: and then`)
  }
})

t.test('a driver that hangs after it spoke: silence', async t => {
  const r = await new Rig(going(link => link.ask('GO').then(() => new Promise(() => undefined)))).up()
  t.equal(await r.converse(go, 990), undefined)
  await r.clock.pass(20)
  t.same(r.answers(), [{ is: 'silent', why: 'timeout' }], 'after the time that its action declares')
})

t.test('a driver that goes on with the link of a conversation that is over sends nothing', async t => {
  let kept: Link | undefined
  const r = await new Rig(
    going(async link => {
      kept = link
      await link.ask('GO')
    })
  ).up()
  await r.converse(go)
  r.owner.converse(read)
  for (const speak of [() => kept?.ask('X'), () => kept?.askNumber('X'), () => kept?.tell('X')])
    t.throws(speak, /conversation is over/)
  await r.clock.pass(50)
  t.same(r.out, ['GO', 'A?'])
  t.match(r.answers(), [{ is: 'read' }])
})

t.test('a driver that catches what is thrown at it and asks again', async t => {
  const replies = ['no', 'OK']
  const r = await new Rig(
    going(link => link.ask('GO', /^OK$/).catch(() => link.ask('GO', /^OK$/)), { framing: tagged }),
    machine((line, say) =>
      say(line.endsWith('ID?') ? `${line.slice(0, 3)}THING 1\n` : `${line.slice(0, 3)}${replies.shift()}\n`)
    )
  ).up()
  t.same(await r.converse(go), { is: 'acknowledged' })
})

const replies: readonly (readonly [name: string, reply: string, answer: object])[] = [
  ['refused', 'ERR too hot\n', { is: 'refused', why: 'too hot' }],
  ['wrong', 'B 7\n', { is: 'broken', why: /answered "B 7", which is not what was expected/ }],
  ['garbled', `${'x'.repeat(70)}\n`, { is: 'silent', why: 'garbled' }],
  ['half a reply', 'A 4', { is: 'silent', why: 'timeout' }],
  ['none', '', { is: 'silent', why: 'timeout' }],
  ['no number', 'A hot\n', { is: 'broken', why: /it read NaN where a number was expected/ }],
  ['infinite', 'A Infinity\n', { is: 'broken', why: /Infinity/ }],
]

t.test('what a device may answer', async t => {
  for (const [name, reply, answer] of replies) {
    const r = await new Rig(
      thing(),
      machine((line, say) => say(line === 'ID?' ? 'THING 1\n' : reply))
    ).up()
    t.match(await r.converse(read, 150), answer, name)
  }
})

t.test('a refusal that the driver makes itself', async t => {
  const r = await new Rig(going(link => link.ask('GO').then(() => Promise.reject(new DeviceRefused('not today'))))).up()
  t.same(await r.converse(go), { is: 'refused', why: 'not today' })
})

t.test('numbers as instruments write them', async t => {
  for (const [text, value] of [
    ['12', 12],
    ['-0.5', -0.5],
    ['+1.25E+01 V', 12.5],
    ['.5', 0.5],
    ['7.', 7],
    ['1e3', 1_000],
  ] as const) {
    let got: number | undefined
    const r = await new Rig(
      going(async link => {
        got = await link.askNumber('N?')
      }),
      machine((line, say) => say(line === 'ID?' ? 'THING 1\n' : `${text}\n`))
    ).up()
    await r.converse(go)
    t.equal(got, value, text)
  }
})

t.test('what is not declared is a fault of the driver', async t => {
  const r = await new Rig().up()
  t.match(await r.converse({ kind: 'read', property: 'gone' }), { is: 'broken', why: /no way to read/ })
  t.match(await r.converse({ kind: 'set', property: 'on', value: true, command: 's#1' }), {
    is: 'broken',
    why: /no way to write/,
  })
  t.match(await r.converse({ kind: 'call', action: 'gone', input: {}, command: 's#1' }), {
    is: 'broken',
    why: /no action/,
  })
  t.same(r.out, [])
})

t.test('identification that returns nothing', async t => {
  const r = new Rig(thing({ identify: (async (link: Link) => void (await link.ask('ID?'))) as never }), obedient)
  r.owner.open()
  await r.clock.pass(20)
  t.equal(r.links.at(-1), 'waiting')
})

t.test('a reading may say that there is none', async t => {
  const none = (a: Scalar) =>
    thing({
      properties: {
        ...thing().properties,
        a: { ...thing().properties.a!, read: link => link.ask('A?').then(() => a) },
      },
    })
  const r = await new Rig(none(null)).up()
  t.match(await r.converse(read), { is: 'read', reading: { property: 'a', value: null } })
  const wrong = await new Rig(none('7')).up()
  t.match(await wrong.converse(read), { is: 'broken', why: 'it read 7 where a number was expected' })
})

t.test('a link has a life: the same in all its conversations, another after the next opening', async t => {
  const lives: object[] = []
  const noting = going(link => {
    lives.push(link.life)
    return link.ask('GO')
  })
  const r = await new Rig(noting).up()
  await r.converse(go)
  await r.converse(go)
  r.unplug(10)
  await r.clock.pass(2_000)
  await r.converse(go)
  t.equal(lives.length, 3)
  t.equal(lives[0], lives[1])
  t.not(lives[1], lives[2])
  const other = await new Rig(noting).up()
  await other.converse(go)
  t.notOk(lives.slice(0, 3).includes(lives[3] as object), 'each device has its own')
})
