import { createHash } from 'node:crypto'
import t from 'tap'
import { Down, HISTORY, PROTOCOL_VERSION, SUBPROTOCOL, Up } from '../../protocol/index.ts'

/**
 * A schema as a text that is the same on every machine: its data in the order of its declaration (order of fields
 * is order on the wire), what a schema does by itself (functions) left out. Messages for people are no part of the wire.
 */
function plain(schema: unknown): unknown {
  if (schema instanceof RegExp) return String(schema)
  if (Array.isArray(schema)) return schema.map(plain)
  if (typeof schema !== 'object' || schema === null) return schema
  const data = Object.entries(schema).filter(
    ([name, value]) => !name.startsWith('~') && name !== 'message' && typeof value !== 'function'
  )
  return Object.fromEntries(data.map(([name, value]) => [name, plain(value)]))
}

const wire = JSON.stringify([plain(Up), plain(Down)])
const hash = createHash('sha256').update(wire).digest('hex')

t.test('the wire changes only on purpose', async t => {
  const newest = HISTORY.at(-1)
  t.equal(
    newest?.hash,
    hash,
    `The schemas of the messages have changed. If that was not meant, undo it. If it was, add a line with this hash
and the reason to HISTORY in protocol/version.ts, and raise PROTOCOL_VERSION if an older page could not follow:
${hash}`
  )
  t.equal(newest?.version, PROTOCOL_VERSION)
  t.equal(SUBPROTOCOL, `lockstep.${PROTOCOL_VERSION}`)
})

t.test('the hash sees what matters', async t => {
  for (const word of ['"welcome"', '"ticket"', '"requirement":30000', '"exact_optional"', '^[0-9a-f]{32}$', '"finite"'])
    t.ok(wire.includes(word), word)
})

t.test('history goes forwards, each line with its reason', async t => {
  let last = 0
  for (const { version, hash, why } of HISTORY) {
    t.ok(version >= last)
    t.match(hash, /^[0-9a-f]{64}$/)
    t.ok(why.length > 10)
    last = version
  }
})
