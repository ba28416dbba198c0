import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { checkImports } from '../../.ci/imports.mjs'
import { rooms } from '../../.ci/rooms.mjs'

/** What the check says about a tree of these files. */
function complaintsAbout(files: Record<string, string[]>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'lockstep-imports-'))
  try {
    for (const [path, lines] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), `${lines.join('\n')}\n`)
    }
    return checkImports(root).complaints
  } finally {
    rmSync(root, { recursive: true })
  }
}

t.test('what is allowed passes', async t => {
  const complaints = complaintsAbout({
    'protocol/index.ts': ["import * as v from 'valibot'", 'export const a = v'],
    'daemon/core/step.ts': ["import { a } from '../../protocol/index.ts'", 'export type Step = typeof a'],
    'daemon/devices/owner.ts': ["import type { Step } from '../core/step.ts'", 'export const b: Step[] = []'],
    'daemon/gateway/http.ts': ["import { createServer } from 'node:http'", 'export const c = createServer'],
  })
  t.same(complaints, [])
})

t.test('a forbidden import is named with file, line and reason', async t => {
  const complaints = complaintsAbout({
    'daemon/gateway/http.ts': ['export const a = 1'],
    'daemon/core/step.ts': ['// first', 'import {', '  a,', "} from '../gateway/http.ts'", 'export const b = a'],
  })
  t.same(complaints, ['daemon/core/step.ts:4: daemon/core may not import daemon/gateway (it may: protocol)'])
})

t.test('a portable room may not import what only Node has, in whatever form', async t => {
  const forms = {
    "import { readFileSync } from 'node:fs'": 'node:fs',
    "import 'fs'": 'fs',
    "export * from 'node:path'": 'node:path',
    "import type { Socket } from 'node:net'": 'node:net',
    "const later = () => import('node:os')": 'node:os',
  }
  for (const [line, target] of Object.entries(forms)) {
    const complaints = complaintsAbout({ 'daemon/core/step.ts': [line] })
    t.same(complaints, [`daemon/core/step.ts:1: daemon/core is portable and may not import ${target}`], line)
  }
})

t.test('a package must be on the list of the room', async t => {
  const complaints = complaintsAbout({
    'ui/replica/replica.ts': ["import { signal } from '@preact/signals'", 'export { signal }'],
  })
  t.same(complaints, [
    'ui/replica/replica.ts:1: ui/replica may not import the package @preact/signals (it may: @preact/signals-core)',
  ])
})

t.test('where only types may pass, a value may not', async t => {
  const core = ['export type Step = number', 'export const step = 1']
  const said = (line: string) =>
    complaintsAbout({ 'daemon/core/step.ts': core, 'daemon/devices/owner.ts': [line, 'export {}'] })
  const refused = ['daemon/devices/owner.ts:1: daemon/devices may import only types from daemon/core']
  t.same(said("import { step } from '../core/step.ts'"), refused)
  t.same(said("import { type Step, step } from '../core/step.ts'"), refused)
  t.same(said("import { type Step } from '../core/step.ts'"), [])
  t.same(said("import type { Step } from '../core/step.ts'"), [])
})

t.test('values in a circle fail, types only between rooms', async t => {
  const values = complaintsAbout({
    'protocol/a.ts': ["import { b } from './b.ts'", 'export const a = () => b'],
    'protocol/b.ts': ["import { c } from './c.ts'", 'export const b = () => c'],
    'protocol/c.ts': ["import { a } from './a.ts'", 'export const c = () => a'],
  })
  t.same(values, [
    'protocol/a.ts:1: a circle of imports: protocol/a.ts -> protocol/b.ts -> protocol/c.ts -> protocol/a.ts',
  ])
  const types = complaintsAbout({
    'protocol/a.ts': ["import type { B } from './b.ts'", 'export type A = B[]'],
    'protocol/b.ts': ["import type { A } from './a.ts'", 'export type B = A | 1'],
  })
  t.same(types, [])
  const between = complaintsAbout({
    'test/a.ts': ["import type { B } from '../bench/b.ts'", 'export type A = B[]'],
    'bench/b.ts': ["import type { A } from '../test/a.ts'", 'export type B = A | 1'],
  })
  t.match(between[0], /a circle of imports between rooms: bench\/b\.ts -> test\/a\.ts -> bench\/b\.ts/)
})

t.test('main is imported by nobody, tests included', async t => {
  const complaints = complaintsAbout({
    'daemon/main.ts': ['export const a = 1'],
    'test/house/a.test.ts': ["import { a } from '../../daemon/main.ts'", 'export const b = a'],
  })
  t.same(complaints, ['test/house/a.test.ts:1: nobody imports daemon/main.ts'])
})

t.test('a stray file, a missing file, a long file and an empty tree are complaints', async t => {
  t.match(complaintsAbout({ 'somewhere/a.ts': [] })[0], 'somewhere/a.ts:1: belongs to no room')
  t.match(complaintsAbout({ 'test/a.ts': ["import './b.ts'"] }), ['test/a.ts:1: there is no test/b.ts'])
  const long = ["import 'valibot'", ...Array.from({ length: 300 }, (_, i) => `export const a${i} = ${i}`)]
  t.match(complaintsAbout({ 'protocol/a.ts': long }), [/^protocol\/a\.ts:301: 301 lines; 300 is the most/])
  t.same(complaintsAbout({}), ['looked at no file', 'found no import'])
})

t.test('the table itself has no circle', async t => {
  type Room = { at: RegExp; may?: string | string[]; types?: string[] }
  const table: Record<string, Room | undefined> = rooms
  const below = (name: string, path: string[]): void => {
    if (path.includes(name)) throw new Error([...path, name].join(' -> '))
    const room = table[name]
    if (room === undefined) throw new Error(`${name} is no room`)
    const { may = [], types = [] } = room
    if (may !== '*') for (const next of [...may, ...types]) below(next, [...path, name])
  }
  for (const name of Object.keys(table)) t.doesNotThrow(() => below(name, []), name)
})
