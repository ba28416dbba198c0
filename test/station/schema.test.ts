import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as v from 'valibot'
import { schemaText } from '../../.ci/schema.mjs'
import { expectedAt } from '../../daemon/station/expected.ts'
import { StationConfig } from '../../daemon/station/schema.ts'

const root = join(import.meta.dirname, '../..')

t.test('the schema for editors is the one that reads stations', async t => {
  const file = readFileSync(join(root, 'config/station.schema.json'), 'utf8')
  t.same(JSON.parse(file), JSON.parse(schemaText()), 'run npm run schema, and commit config/station.schema.json')
})

t.test('the stations that come with Lockstep say where it is', async t => {
  for (const folder of ['config', 'examples/sampler']) {
    const text = readFileSync(join(root, folder, 'station.yaml'), 'utf8')
    const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text) ?? []
    t.ok(JSON.parse(readFileSync(join(root, folder, path), 'utf8')), folder)
  }
})

interface Part {
  readonly type: string
  readonly wrapped?: Part
  readonly pipe?: readonly Part[]
  readonly entries?: Readonly<Record<string, Part>>
  readonly value?: Part
}

/** Every setting that has a name, with the way to it; `*` for any one name. */
function* settings(schema: Part, path: readonly string[]): Iterable<{ path: readonly string[]; schema: Part }> {
  const part = schema.wrapped ?? schema
  yield { path, schema: part }
  for (const { entries = {}, type, value } of part.pipe ?? [part]) {
    for (const [name, entry] of Object.entries(entries)) yield* settings(entry, [...path, name])
    if (type === 'record' && value) yield* settings(value, [...path, 'x'])
  }
}

t.test('every setting says what it is and how it looks, and looks as it says', async t => {
  const all = [...settings(StationConfig as never, [])]
  t.ok(all.length > 40, `${all.length} settings`)
  for (const { path, schema } of all) {
    const name = path.join('.') || 'the station'
    const { is, write } = expectedAt(path)
    t.not(is, 'something else', `${name} says what it is`)
    t.ok(write, `${name} shows itself`)
    const { examples = [] } = v.getMetadata(schema as never) as { examples?: readonly unknown[] }
    for (const example of examples) t.ok(v.is(schema as never, example), `${name}: ${JSON.stringify(example)}`)
  }
})
