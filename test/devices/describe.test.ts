import t from 'tap'
import { describe } from '../../daemon/devices/index.ts'
import plate from '../../drivers/catalog/plate/driver.ts'
import { action, defineDriver, number, serial } from '../../drivers/contract.ts'
import { lines } from '../../drivers/framing.ts'

const here = { driverName: 'plate', where: 'a bench', simulated: true }

t.test('what everybody is told of a device is plain data, and says what cannot be read', async t => {
  const about = describe(plate, here)
  t.same(JSON.parse(JSON.stringify(about)), about)
  t.match(about, { title: 'Thermal plate', driver: 'plate', simulated: true, where: 'a bench', stop: 'realtime' })
  t.notOk('writeOnly' in about.properties.target!)
  t.equal(describe(plate, { ...here, title: 'Oven' }).title, 'Oven')
  const mute = defineDriver({
    title: 'Mute',
    transport: serial({ baudRate: 9_600 }),
    framing: lines({ end: '\n', longest: 10 }),
    timeout: '1 s',
    properties: {
      dose: number({ title: 'Dose', range: [0, 1], staleAfter: '1 s', control: 'setpoint', write: l => l.ask('D') }),
    },
    actions: { go: action({ title: 'Go', within: '2 s', run: link => link.ask('GO') }) },
    events: {},
    identify: link => link.ask('ID?', /.+/),
    stop: { how: 'none' },
  })
  t.match(describe(mute, here), {
    properties: { dose: { writeOnly: true, control: { kind: 'setpoint' } } },
    stop: 'none',
  })
})
