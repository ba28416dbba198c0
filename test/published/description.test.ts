import t from 'tap'
import { type Description, readDescription, textOf } from '../../daemon/published/description.ts'

const lab: Description = {
  lockstepPublication: 1,
  version: '1.2.3',
  title: 'Heat lab',
  devices: [
    { name: 'left', driver: 'plate', title: 'Left plate' },
    { name: 'right', driver: 'plate' },
  ],
  files: ['app.js', 'chunks/chart-1A2B.js', 'index.html', 'station.json'],
}

t.test('what is written is read again', async t => {
  t.same(readDescription(textOf(lab)), lab)
})

t.test('what is something else is told', async t => {
  const refused = (text: string, message: RegExp) => t.throws(() => readDescription(text), { message }, text)
  refused('<!doctype html>', /^station\.json is not what Lockstep writes: it: /)
  refused('{}', /lockstepPublication/)
  refused('{"name": "some-package", "files": ["dist"]}', /not what Lockstep writes/)
  refused(JSON.stringify({ ...lab, lockstepPublication: 2 }), /lockstepPublication: .*1/)
  refused(JSON.stringify({ ...lab, devices: [{ name: 'left' }] }), /devices\.0\.driver/)
})

t.test('its files lie in its folder: the next publication takes them away', async t => {
  for (const name of ['../x', '/etc/x', 'a/../../x', '.git/config', 'a//b', '', '..', 'a/.b', 'a\\b']) {
    t.throws(() => readDescription(JSON.stringify({ ...lab, files: [name] })), { message: /files\.0/ }, name)
  }
})
