import t from 'tap'
import { Journal } from '../../daemon/core/journal.ts'
import { LIMITS } from '../../protocol/index.ts'

const keysOf = (journal: Journal, revision: number) => {
  const keys = journal.since(revision)
  return keys && [...keys].sort()
}

t.test('which keys changed since, each once', async t => {
  const journal = new Journal()
  journal.append(1, ['a', 'b'])
  journal.append(2, ['b'])
  journal.append(3, ['c', 'b'])
  t.same(keysOf(journal, 0), ['a', 'b', 'c'])
  t.same(keysOf(journal, 1), ['b', 'c'])
  t.same(keysOf(journal, 2), ['b', 'c'])
  t.same(keysOf(journal, 3), [])
  t.same(keysOf(journal, 99), [])
})

t.test('so many revisions back, to the one', async t => {
  const journal = new Journal()
  const last = 3 * LIMITS.journalRevisions + 7
  for (let revision = 1; revision <= last; revision++) {
    journal.append(revision, [`k${revision}`])
    const from = Math.max(0, revision - LIMITS.journalRevisions)
    if (revision % 97 === 0 || revision === last) {
      if (from > 0) t.equal(journal.since(from - 1), undefined, `at ${revision}, not from ${from - 1}`)
      if (journal.since(from)?.size !== revision - from) t.fail(`at ${revision}, from ${from}`)
    }
  }
})

t.test('so many changes of keys, and not many more in memory', async t => {
  const journal = new Journal()
  const wide = Array.from({ length: 1_000 }, (_, i) => `k${i}`)
  const reach = Math.floor(LIMITS.journalKeys / wide.length)
  for (let revision = 1; revision <= 500; revision++) journal.append(revision, wide)
  t.equal(journal.since(500 - reach - 1), undefined)
  t.equal(journal.since(500 - reach)?.size, wide.length)
  t.ok(journal.held <= 2 * LIMITS.journalKeys, `${journal.held} held`)
})

t.test('one revision wider than the whole ring: only a snapshot helps', async t => {
  const journal = new Journal()
  journal.append(1, ['a'])
  journal.append(
    2,
    Array.from({ length: LIMITS.journalKeys + 1 }, (_, i) => `k${i}`)
  )
  t.equal(journal.since(1), undefined)
  t.same(keysOf(journal, 2), [])
  journal.append(3, ['a'])
  t.same(keysOf(journal, 2), ['a'])
})
