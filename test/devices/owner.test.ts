import t from 'tap'
import { LIMITS } from '../../protocol/index.ts'
import { answerTo, go, going, machine, obedient, Rig, read, set, tagged, thing } from './rig.ts'

t.test('opened, identified, up; and says so', async t => {
  const r = new Rig()
  r.owner.open()
  r.owner.open()
  await r.clock.pass(20)
  t.same(r.links, ['opening', 'identifying', 'up'])
  t.match(r.events.at(-1), { link: { state: 'up', identity: 'THING 1' } })
  t.same(r.log, ['thing: connected: THING 1.'])
})

/** When the link was opened, again and again. */
async function openings(r: Rig, ms: number): Promise<number[]> {
  const at: number[] = []
  const { open } = r.transport
  r.transport.open = listener => {
    at.push(r.clock.now())
    return open.call(r.transport, listener)
  }
  r.owner.open()
  await r.clock.pass(ms)
  return at
}

t.test('opening fails: waits twice as long each time, up to a limit; and finds it when it is there', async t => {
  const r = new Rig()
  r.transport.unplug()
  const at = await openings(r, 30_000)
  const waits = at.slice(1).map((time, i) => time - at[i]!)
  t.same(waits.slice(0, 7), [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
  t.match(r.events.at(-1), { link: { state: 'waiting', reason: /unplugged/ } })
  t.equal(r.log.length, 1, 'said once')
  r.transport.replug()
  await r.clock.pass(LIMITS.backoffLongest + 10)
  t.equal(r.links.at(-1), 'up')
  r.unplug(1)
  await r.clock.pass(260)
  t.equal(r.links.at(-1), 'up', 'and then begins anew')
})

t.test('what answers as something else is not it: the reasons, for a person', async t => {
  const cases = [
    ['', /Nothing there answers as a thing would/],
    ['OTHER 1\n', /not a thing: the device answered "OTHER 1"/],
    ['ERR busy\n', /refuses to say what it is: busy/],
  ] as const
  for (const [reply, reason] of cases) {
    const r = new Rig(
      thing(),
      machine((_, say) => say(reply))
    )
    r.owner.open()
    await r.clock.pass(120)
    t.match(r.events.at(-1), { link: { state: 'waiting', reason } })
  }
})

t.test('one conversation at a time is core’s to keep; when the link is down there is none', async t => {
  const r = new Rig()
  r.owner.converse(set(1))
  t.same(r.answers(), [{ is: 'silent', why: 'linkLost' }])
  t.same(r.out, [])
})

t.test(
  'unplugged in the middle of a reply: the link first, then the end of the conversation; and back by itself',
  async t => {
    const r = await new Rig(
      thing(),
      machine((line, say) => say(line === 'ID?' ? 'THING 1\n' : 'A', 5))
    ).up()
    r.owner.converse(read)
    await r.clock.pass(8)
    r.unplug(300)
    await r.clock.pass(10)
    t.match(r.news(), [
      { type: 'link', link: { state: 'waiting', reason: /unplugged/ } },
      { type: 'answered', answer: { is: 'silent', why: 'linkLost' } },
    ])
    await r.clock.pass(1_000)
    t.equal(r.links.at(-1), 'up')
  }
)

t.test('what arrives on a link that was given up is nobody’s', async t => {
  const r = await new Rig(
    thing(),
    machine((line, say) => say(answerTo(line), line === 'A?' ? 99 : 0))
  ).up()
  r.owner.converse(read)
  await r.clock.pass(50)
  r.unplug(1)
  await r.clock.pass(2_000)
  t.equal(r.links.at(-1), 'up')
  t.same(
    r.events.filter(({ type }) => type === 'heard'),
    []
  )
  t.match(await r.converse(set(2)), { is: 'acknowledged' })
})

t.test('closed while it opens, while it waits, while it talks: nothing afterwards', async t => {
  const opening = new Rig()
  opening.owner.open()
  await opening.owner.close()
  await opening.clock.pass(1_000)
  t.same(opening.links, ['opening', 'closed'])
  t.same(opening.out, [])

  const waiting = new Rig()
  waiting.unplug()
  waiting.owner.open()
  await waiting.clock.pass(100)
  await waiting.owner.close()
  waiting.transport.replug()
  await waiting.clock.pass(10_000)
  t.same(waiting.links, ['opening', 'waiting', 'closed'])

  const talking = await new Rig().up()
  talking.owner.converse(read)
  talking.transport.close = () => Promise.reject(new Error('stuck'))
  await talking.owner.close()
  t.match(talking.news(), [
    { type: 'link', link: { state: 'closed' } },
    { type: 'answered', answer: { is: 'silent', why: 'linkLost' } },
  ])
  t.equal(talking.clock.next === undefined || talking.clock.next <= talking.clock.now() + 1, true, 'no timer is left')
})

/** The first asking is answered late, with 1; the others by 2, but not so soon that the late one would come after. */
const slowOnce = (first: string, ms: number) => {
  let slow = true
  return machine((line, say) => {
    const late = slow && line.endsWith(first)
    if (late) slow = false
    say(answerTo(line).replace(/7\n$/, late ? '1\n' : '2\n'), late ? ms : line.endsWith(first) ? 40 : 0)
  })
}

t.test('LateReply, with tags: the late answer to the first request is not taken for the second’s', async t => {
  const r = await new Rig(thing({ framing: tagged }), slowOnce('A?', 130)).up()
  t.same(await r.converse(read, 110), { is: 'silent', why: 'timeout' })
  r.owner.converse(read)
  await r.clock.pass(60)
  t.match(r.answers(), [{ is: 'read', reading: { value: 2 } }])
  t.same(r.links.at(-1), 'up', 'and the link was kept')
})

t.test('LateReply, without: only a fresh link is safe', async t => {
  const r = await new Rig(thing(), slowOnce('A?', 130)).up()
  t.same(await r.converse(read, 110), { is: 'silent', why: 'timeout' })
  t.equal(r.links.at(-1), 'waiting')
  await r.clock.pass(400)
  t.match(await r.converse(read), { is: 'read', reading: { value: 2 } })
})

t.test(
  '... also after a wrong answer, or one that the driver did not wait for: the right one may still come',
  async t => {
    const wrong = await new Rig(
      thing(),
      machine((line, say) => say(line === 'ID?' ? 'THING 1\n' : 'BANG\n'))
    ).up()
    await wrong.converse(read)
    t.equal(wrong.links.at(-1), 'waiting')
    const hasty = await new Rig(going(async link => void link.ask('GO'))).up()
    await hasty.converse(go, 5)
    t.equal(hasty.links.at(-1), 'waiting')
    const refused = await new Rig(
      thing(),
      machine((line, say) => say(line === 'ID?' ? 'THING 1\n' : 'ERR 1\n'))
    ).up()
    await refused.converse(read)
    t.equal(refused.links.at(-1), 'up', 'a refusal is an answer')
  }
)

t.test('silent so many times in a row: the link counts as lost; one answer in between, and it does not', async t => {
  let mute = true
  const r = await new Rig(
    thing({ framing: tagged }),
    machine((line, say) => (line.endsWith('ID?') || !mute) && say(answerTo(line)))
  ).up()
  const silence = () => r.converse(read, 110)
  await silence()
  await silence()
  mute = false
  await silence()
  mute = true
  await silence()
  await silence()
  t.equal(r.links.at(-1), 'up')
  r.owner.converse(read)
  await r.clock.pass(110)
  t.match(r.news().slice(0, 2), [
    { type: 'link', link: { state: 'waiting', reason: /has not answered 3 times/ } },
    { type: 'answered', answer: { is: 'silent', why: 'timeout' } },
  ])
})

t.test('a flood of garbage is bounded, and ends nothing but the answer it drowned', async t => {
  const flood = `${'x'.repeat(10_000)}`
  const r = await new Rig(
    thing({ framing: tagged }),
    machine((line, say) => {
      if (line.endsWith('A?')) for (let i = 0; i < 200; i++) say(flood, i / 4)
      else say(answerTo(line))
    })
  ).up()
  t.same(await r.converse(read, 150), { is: 'silent', why: 'garbled' })
  t.equal(r.events.filter(({ type }) => type === 'heard').length, 0)
  await r.clock.pass(1_000)
})

t.test('what is heard unasked is reported; whatever the driver makes of it that it did not declare is not', async t => {
  const driver = thing({
    framing: tagged,
    heard(text, report) {
      if (text === 'throw') throw new Error('what?')
      if (text === 'value') report.value('on', true)
      if (text === 'event') report.event('bang', { loud: true, how: 3 })
      if (text === 'nan') report.value('a', Number.NaN)
      if (text === 'kind') report.value('on', 1)
      if (text === 'long') report.value('a', 'x'.repeat(9_999))
      if (text === 'undeclared') report.value('toString', 1)
      if (text === 'event?') report.event('constructor', {})
      if (text === 'data') report.event('bang', { loud: true })
      if (text === 'data?') report.event('bang', { loud: true, how: Number.NaN })
      if (text === 'more') report.event('bang', { loud: true, how: 1, more: 1 })
    },
  })
  const words = [
    'value',
    'event',
    'nothing',
    'throw',
    'nan',
    'kind',
    'long',
    'undeclared',
    'event?',
    'data',
    'data?',
    'more',
  ]
  const r = new Rig(
    driver,
    machine((line, say) => {
      say(answerTo(line))
      for (const word of words) say(`-- ${word}\n`, 5)
      say('7F late\n', 5)
    })
  )
  r.owner.open()
  await r.clock.pass(20)
  t.same(
    r.news().filter(({ type }) => type === 'heard'),
    [
      { type: 'heard', device: 'thing', readings: [{ property: 'on', value: true, sampled: 7 }], events: [] },
      { type: 'heard', device: 'thing', readings: [], events: [{ name: 'bang', data: { loud: true, how: 3 } }] },
    ]
  )
  t.equal(r.log.length, 1 + words.length - 3, r.log.join('\n'))
})

t.test('before it is identified nothing that it says counts', async t => {
  const heard: string[] = []
  const r = new Rig(
    thing({ heard: text => heard.push(text) }),
    machine((_, say) => say('BANG\nBANG\n'))
  )
  r.owner.open()
  await r.clock.pass(50)
  t.same(heard, [])
})

t.test('obedient devices are recorded byte by byte, both ways', async t => {
  const r = new Rig(thing(), obedient)
  r.owner.open()
  await r.clock.pass(20)
  t.match(r.records, [
    { device: 'thing', way: 'out', at: 0 },
    { device: 'thing', way: 'in', at: 2 },
  ])
})
