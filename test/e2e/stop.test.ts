import t from 'tap'
import { LIMITS } from '../../protocol/index.ts'
import { wordOf } from './frames.ts'
import { Raw } from './raw.ts'
import { Rig } from './rig.ts'
import { heardLines } from './wire-log.ts'

t.test('stop from the page, with a slow conversation under way and the queue full', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  const raw = await Raw.connect(rig.daemon.port)
  await rig.plate.order({ order: 'delay', least: 900, most: 950 })

  const numbers = Array.from({ length: 70 }, (_, i) => raw.command('plate.heater', 'set', { value: i % 2 === 0 }))
  await raw.until(() => raw.heard.some(m => m.t === 'out' && 'stage' in m && m.stage === 'released'))
  await page.locator('[data-part="stop"]').click()
  const ends = (await Promise.all(numbers.map(number => raw.end(number)))).map(wordOf)

  const log = rig.log()
  const lines = heardLines(log)
  const stop = lines.findIndex(({ text }) => text === '!')
  const released = lines.findIndex(({ text }) => /^H [01]$/.test(text))
  t.ok(released !== -1 && stop > released, 'the stop byte reached the device after the command that was on its way')
  // At most the rest of the line being written precedes it: no further request, and no answer to the one under way.
  t.equal(stop, released + 1, 'nothing was written between that command and the stop')
  const heardStop = log.findIndex(({ way, text }) => way === 'in' && text.includes('!'))
  const answer = `${lines[released]?.tag} `
  const answers = log.slice(0, heardStop).filter(({ way, text }) => way === 'out' && text.startsWith(answer))
  t.same(answers, [], 'nor did it wait for that answer')
  const after = lines.slice(stop + 1).filter(({ text }) => /^(H|S|F) /.test(text) || text === 'TARE')
  t.same(after, [], 'after it, nothing is written')
  const acted = lines.filter(({ text }) => /^H [01]$/.test(text)).length
  t.equal(acted, 1, 'one command was on its way')
  const stopped = ends.filter(word => word === 'stopped').length
  t.ok(stopped >= LIMITS.openPerSession - 1, `${stopped} that were queued ended as stopped`)
  const others = ends.slice(1).filter(word => !/^(stopped|superseded|refused flood)$/.test(word))
  t.same(others, [], 'and nothing else happened to them')
  t.match(ends[0], /^(failed|unknown|done)$/, 'the one on its way was decided by the device, or is unknown')

  t.match(await page.locator('[data-part="latency"]').textContent(), /took \d+\sms/, 'its latency is on the button')
  const unseen = raw.command('plate.target', 'set', { value: 20, stopGeneration: 0 })
  t.equal(wordOf(await raw.end(unseen)), 'refused latched')
  await page.locator('[data-part="rearm"]').click()
  await raw.until(() => raw.last('stopped')?.latched === false)
  const still = raw.command('plate.target', 'set', { value: 21, stopGeneration: 0 })
  t.equal(wordOf(await raw.end(still)), 'refused staleStop', 'also after re-arming')
  const { generation } = raw.last('stopped') ?? { generation: 0 }
  await rig.plate.order({ order: 'delay', least: 5, most: 10 })
  await raw.until(() => {
    const delta = raw.heard.findLast(m => m.t === 'delta' && 'plate.target' in m.keys)
    return delta?.t === 'delta' && delta.keys['plate.target']?.locked === undefined
  })
  const seen = raw.command('plate.target', 'set', { value: 22, stopGeneration: generation })
  t.equal(wordOf(await raw.end(seen)), 'done', 'who has seen it may go on')
  raw.close()
})
