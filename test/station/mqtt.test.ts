import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkStation } from '../../daemon/station/check.ts'
import { ConfigDocument } from '../../daemon/station/document.ts'

const read = (mqtt: string) =>
  checkStation(new ConfigDocument('station.yaml', `devices: {}\nmqtt: { broker: mqtt://b, ${mqtt} }\n`))

t.test('what a station may say of its broker', async t => {
  const { config, problems } = read(
    'payload: plain, clientId: c, caFile: ca.pem, buffer: 5, commands: true, withoutExpiry: [lamp.on, "x.*"], user: U, ' +
      'publish: { "*": false, "plate.*": { maxHz: 2 } }'
  )
  t.same(problems, [])
  t.match(config.mqtt, { withoutExpiry: ['lamp.on', 'x.*'], publish: { '*': false, 'plate.*': { maxHz: 2 } } })
})

t.test('what it may not, and what would be right', async t => {
  const table = [
    ['publish: { "plate.*": true }', /or false, to leave it out, not true/, /maxHz: 1/],
    ['publish: { "plate.*": { maxHz: 0 } }', /"mqtt.publish.plate.\*.maxHz" must be a number above 0/, /maxHz: 1/],
    ['payload: xml', /one of json, plain/, /payload: json/],
    ['buffer: 0', /1 to 1000000/, /buffer: 10000/],
    ['withoutExpiry: [lamp]', /named like plate.temperature/, /lamp.on/],
    ['withoutExpiry: true', /a list of controls/, /lamp.on/],
  ] as const
  for (const [mqtt, what, fix] of table) {
    const { problems } = read(mqtt)
    t.equal(problems.length, 1, mqtt)
    t.match(problems[0], { what, fix })
  }
})

t.test('the example is one', async t => {
  const file = join(import.meta.dirname, '../../examples/mqtt/station.yaml')
  const { config, problems } = checkStation(new ConfigDocument(file, readFileSync(file, 'utf8')))
  t.same(problems, [])
  t.match(config.mqtt, { broker: 'mqtt://localhost', publish: { 'plate.power': { maxHz: 0.2 } } })
})
