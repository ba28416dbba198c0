import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { root } from '../../.ci/prepare.cjs'
import { rooms } from '../../.ci/rooms.mjs'

function json(file: string) {
  const text = readFileSync(join(root, file), 'utf8')
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, ''))
}

const typed: string[] = json('tsconfig.portable.json').include
const folder = (pattern: string) => pattern.replace(/\*\*\/\*$/, '**')

t.test('what may not name Node may not name the clock, chance or timers either', async t => {
  const linted: string[] = json('biome.json').overrides[0].includes
  // In the page, time is the browser's.
  const daemon = typed.filter(pattern => !/^(\.ci|ui)\//.test(pattern))
  t.same(daemon.map(folder).sort(), [...linted].sort())
})

t.test('a portable room may not import what only Node has, and the other way round', async t => {
  for (const pattern of typed.filter(pattern => !pattern.startsWith('.ci/'))) {
    const file = pattern.replace('**/*', 'a.ts').replace('*', 'a')
    const room = Object.entries(rooms).find(([, { at }]) => at.test(file))
    t.ok(room, `${file} has a room`)
    // One transport is portable, the fake; it lives among those that are not.
    if (room && file !== 'drivers/transports/fake.ts') t.notOk('node' in room[1], room[0])
  }
})
