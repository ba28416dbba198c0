import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { driverOf } from '../../drivers/profiles/index.ts'
import { ACTION, DEVICE, PROPERTY } from '../../drivers/profiles/schema.ts'
import { madeOf, ProfileRig, shipped } from './rig.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const blocks = (path: string): string[] => [...read(path).matchAll(/```yaml\n(.*?)```/gs)].map(match => match[1] ?? '')

/** What of an example is a profile: the whole, or what a device of a station contains, or settings of an instrument. */
function profilesIn(text: string): unknown[] {
  const document = parse(text) as Record<string, unknown> & { devices?: Record<string, { profile: unknown }> }
  if (document.devices) return Object.values(document.devices).map(({ profile }) => profile)
  return ['kind' in document ? document : { kind: 'scpi', ...document }]
}

for (const path of ['docs/how-to/instrument-by-profile.md', 'docs/how-to/board-that-prints-lines.md']) {
  t.test(`${path}: what it shows can be copied`, t => {
    const profiles = blocks(path).flatMap(profilesIn)
    t.ok(profiles.length > 1)
    for (const profile of profiles) {
      // By name: one that comes with Lockstep, or the page's own.
      if (typeof profile === 'string' && profile !== 'dp832') t.ok(shipped(profile), profile)
      else if (typeof profile === 'object') t.same('problems' in driverOf(profile) ? driverOf(profile) : {}, {})
    }
    t.end()
  })
}

t.test('what is said that boards print, is heard so', t => {
  const rows = [...read('docs/how-to/board-that-prints-lines.md').matchAll(/^\| `(.+?)` .*?\| `(\w+): (\{.*?\})`/gm)]
  t.ok(rows.length >= 5)
  for (const [, line = '', name = '', setting = ''] of rows) {
    if (name === 'events') continue
    const driver = madeOf({ kind: 'line', values: { [name]: parse(setting) } })
    const heard: unknown[] = []
    for (const said of line.split('`, `'))
      driver.heard?.(said, { value: (_, value) => heard.push(value), sample: () => {}, event: () => {} })
    t.ok(heard.length > 0 && heard.every(value => value === 23.4 || value === true), `${line}: ${heard}`)
  }
  t.end()
})

t.test('the instrument of the page is under 40 lines, and operates', async t => {
  const [text = ''] = blocks('docs/how-to/instrument-by-profile.md')
  t.ok(text.split('\n').length < 40)
  const rig = await new ProfileRig({ it: { document: parse(text) } }).pass(3_000)
  t.match(await rig.set('it.voltage', 3.3), { outcome: 'done' })
  t.match(await rig.set('it.output', true), { outcome: 'done' })
  rig.house.post({ type: 'stopRequested', session: 's', stop: { t: 'stop', nonce: '1'.repeat(32), scope: 'it' } })
  await rig.pass(3_000)
  t.match(rig.value('it.$stop'), { latched: true, confirmed: true })
  t.equal(rig.value('it.output'), false)
  await rig.house.close('done')
})

t.test('every setting is in the reference', t => {
  const reference = read('drivers/profiles/README.md')
  for (const setting of new Set(Object.keys({ ...PROPERTY, ...DEVICE, ...ACTION }))) {
    t.ok(new RegExp(`\\b${setting}\\b`).test(reference), setting)
  }
  t.end()
})
