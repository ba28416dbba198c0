import { once } from 'node:events'
import { hostname } from 'node:os'
import t from 'tap'
import { Running } from './run.ts'

t.test('lockstep devices: a list for a program, and words for a person; the config may have mistakes', async t => {
  const config = t.testdir({
    'station.yaml': 'devices:\n  weather: { driver: plate, port: /dev/ttyUSB99 }\n  wrong: {}\n',
  })
  const json = new Running(t, ['devices', '--json', '--config', config])
  t.equal(await json.exit, 0, json.errors)
  t.match(JSON.parse(json.out), { ports: Array, missing: [{ device: 'weather', port: '/dev/ttyUSB99' }] })
  const words = new Running(t, ['devices', '--config', config])
  t.equal(await words.exit, 0, words.errors)
  t.match(words.out, '"weather" has the port /dev/ttyUSB99, and nothing is there.\n')
})

t.test('a station with this computer, as it is and simulated', async t => {
  const config = t.testdir({
    'station.yaml': 'devices:\n  host: { driver: host }\n  other: { driver: host, simulate: true }\n',
    data: {},
  })
  const daemon = new Running(t, ['--port', '0', '--config', config, '--data', `${config}/data`])
  await daemon.up()
  const { devices } = (await daemon.health()) as unknown as { devices: Record<string, { identity?: string }> }
  t.match(devices.host?.identity, `${hostname()}, `)
  t.match(devices.other?.identity, 'simulated, A board that does not exist')
  daemon.child.kill('SIGTERM')
  const [code] = await once(daemon.child, 'exit')
  t.equal(code, 0)
})
