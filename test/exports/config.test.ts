import t from 'tap'
import { type MqttConfig, settle, slug } from '../../daemon/exports/config.ts'

const broker = 'mqtt://broker.local'

t.test('a title becomes one level of a topic', async t => {
  const table = [
    ['Heat lab', 'heat-lab'],
    ['Heat lab (2)', 'heat-lab-2'],
    ['  Ofen/Prüfstand #1+ ', 'ofen-prufstand-1'],
    ['Çà & là', 'ca-la'],
    ['恒温箱', '恒温箱'],
    ['+/#', 'station'],
    ['', 'station'],
    ['a\u0000b', 'a-b'],
    ['$SYS', 'sys'],
  ] as const
  for (const [title, expected] of table) {
    t.equal(slug(title), expected, JSON.stringify(title))
    t.notMatch(slug(title), /[+#/$\0\s]/)
  }
})

t.test('what is not said has a default', async t => {
  const settings = settle({ broker }, 'Heat lab')
  t.match(settings, {
    base: 'lockstep/heat-lab',
    clientId: 'lockstep-heat-lab',
    json: true,
    homeAssistant: true,
    commands: false,
    buffer: 10_000,
  })
  t.notOk(settings.withoutExpiry('plate.target'))
  t.equal(settle({ broker, base: 'a/b', clientId: 'c' }, '').clientId, 'c')
})

t.test('a narrower rule says more', async t => {
  const publish: MqttConfig['publish'] = {
    'plate.temperature': { deadband: 0.5 },
    'plate.*': false,
    '*': { maxHz: 2 },
    'oven.*': { maxHz: 0.1, deadband: 3 },
    'oven.door': false,
  }
  const { rule } = settle({ broker, publish }, '')
  t.same(rule('plate.temperature'), { deadband: 0.5 }, 'left out and taken in again')
  t.same(rule('plate.target'), undefined)
  t.same(rule('oven.temperature'), { maxHz: 0.1, deadband: 3 })
  t.same(rule('oven.door'), undefined)
  t.same(rule('psu.voltage'), { maxHz: 2 })
})

t.test('what may act without an expiry is named, and off without a word', async t => {
  const open = (...withoutExpiry: string[]) => settle({ broker, commands: true, withoutExpiry }, '').withoutExpiry
  t.notOk(settle({ broker, commands: true }, '').withoutExpiry('plate.target'))
  t.ok(open('*')('plate.target'))
  t.ok(open('plate.*')('plate.target'))
  t.notOk(open('plate.*')('stage.x'))
})
