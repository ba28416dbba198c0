import fc from 'fast-check'
import t from 'tap'
import { duplicatedKey } from '../../protocol/keys.ts'

const table: readonly (readonly [text: string, twice: string | undefined])[] = [
  ['{}', undefined],
  ['[]', undefined],
  ['"a"', undefined],
  ['{"a":1,"b":2}', undefined],
  ['{"a":1,"a":2}', 'a'],
  ['{"a":{"a":{"a":1}}}', undefined],
  ['{"a":{"b":1,"b":2}}', 'b'],
  ['{"a":[{"b":1},{"b":1}]}', undefined],
  ['{"a":[{"b":1,"b":2}]}', 'b'],
  ['{"a":[1,2],"a":1}', 'a'],
  ['{"a":{},"b":[],"a":1}', 'a'],
  ['["a","a"]', undefined],
  ['{"a":"a","b":"a"}', undefined],
  ['{"a":"\\",\\"a\\":","b":1}', undefined],
  ['{"\\u0061":1,"a":2}', 'a'],
  ['{"a\\\\":1,"a":2}', undefined],
  ['{"":1,"":2}', ''],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ['{ "a" : 1 , "a" : 2 }', 'a'],
]

t.test('duplicated keys, by hand', async t => {
  for (const [text, twice] of table) t.equal(duplicatedKey(text), twice, text)
})

/** JSON as a tree that can hold a key twice, as no object can. */
type Tree = { readonly members: readonly (readonly [string, Tree])[] } | { readonly items: readonly Tree[] } | string

/** The naive reference: looks at the tree, not at the text. */
function hasTwice(tree: Tree): boolean {
  if (typeof tree === 'string') return false
  if ('items' in tree) return tree.items.some(hasTwice)
  const names = tree.members.map(([name]) => name)
  return new Set(names).size < names.length || tree.members.some(([, value]) => hasTwice(value))
}

function text(tree: Tree, disguise: (s: string) => string): string {
  if (typeof tree === 'string') return JSON.stringify(tree)
  if ('items' in tree) return `[${tree.items.map(item => text(item, disguise)).join(' , ')}]`
  return `{${tree.members.map(([name, value]) => `${disguise(name)} :${text(value, disguise)}`).join(',')}}`
}

const escaped = (s: string): string =>
  `"${[...Array(s.length).keys()].map(i => `\\u${s.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`

const name = fc.oneof(fc.constantFrom('a', 'b', '"', '\\', '{', '}', ',', ':', '__proto__', ''), fc.string())
const { tree } = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    name,
    fc.record({ items: fc.array(tie('tree'), { maxLength: 4 }) }),
    fc.record({ members: fc.array(fc.tuple(name, tie('tree')), { maxLength: 4 }) })
  ),
}))

t.test('duplicated keys, against a naive reference', async t => {
  const property = fc.property(tree, fc.boolean(), (tree, disguised) => {
    let turn = 0
    const disguise = (s: string): string => (disguised && turn++ % 2 === 0 ? escaped(s) : JSON.stringify(s))
    const json = text(tree, disguise)
    JSON.parse(json)
    return (duplicatedKey(json) !== undefined) === hasTwice(tree)
  })
  fc.assert(property, { seed: 1, numRuns: 2_000 })
  t.pass()
})
