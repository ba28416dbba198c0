import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Ledger } from '../../daemon/ledger/index.ts'

const kept = (folder: string) => JSON.parse(readFileSync(join(folder, 'ledger.json'), 'utf8')) as object
const silent = (sentence: string) => t.fail(`unexpected complaint: ${sentence}`)
const plate = { scope: 'plate', by: 'Guest 1', reason: 'smoke' }

t.test('each start is another life', async t => {
  const folder = t.testdir({})
  const epochs = Array.from({ length: 3 }, () => new Ledger(folder, silent))
  t.same(
    epochs.map(({ boot }) => boot),
    [1, 2, 3]
  )
  for (const { boot, epoch } of epochs) t.match(epoch, new RegExp(`^${boot}\\.[0-9a-f]{8}$`))
  t.equal(new Set(epochs.map(({ epoch }) => epoch.slice(-8))).size, 3)
  t.match(kept(folder), { boot: 3 }, 'on the disk before anybody is told the epoch')
})

t.test('latches outlive the daemon; the newest win', async t => {
  const folder = t.testdir({})
  const ledger = new Ledger(folder, silent)
  t.same(ledger.latches, [])
  ledger.save([{ scope: 'station' }])
  ledger.save([])
  ledger.save([plate])
  await ledger.close()
  t.same(new Ledger(folder, silent).latches, [plate])
})

t.test('save returns before the disk does, and the last word is kept without waiting', async t => {
  const folder = t.testdir({})
  const ledger = new Ledger(folder, () => {})
  ledger.save([plate])
  t.match(kept(folder), { latches: [] })
  await new Promise(resolve => setImmediate(resolve))
  ledger.save([plate, { scope: 'station' }])
  ledger.saveNow()
  t.match(kept(folder), { latches: [plate, { scope: 'station' }] })
  await new Promise(resolve => setTimeout(resolve, 50))
  t.match(kept(folder), { latches: [plate, { scope: 'station' }] }, 'older words do not come last')
})

t.test('a crash between write and rename leaves the old one valid', async t => {
  const folder = t.testdir({})
  const ledger = new Ledger(folder, silent)
  ledger.save([plate])
  await ledger.close()
  for (const half of ['', '{"version":1,"boot":', '{"version":1,"boot":9,"latches":[]}']) {
    writeFileSync(join(folder, 'ledger.json.new'), half)
    t.same(new Ledger(folder, silent).latches, [plate])
  }
  t.match(kept(folder), { boot: 4, latches: [plate] })
  t.same(readdirSync(folder), ['ledger.json'])
})

t.test('a ledger that cannot be read is kept aside, and the station is stopped', async t => {
  const broken = {
    empty: '',
    cut: '{"version":1,"boot":3,"lat',
    zeros: '\0'.repeat(64),
    null: 'null',
    newer: '{"version":2,"boot":3,"latches":[]}',
    counter: '{"version":1,"boot":-1,"latches":[]}',
    latches: '{"version":1,"boot":3,"latches":[{"by":"me"}]}',
    'no latches': '{"version":1,"boot":3}',
  }
  for (const [name, text] of Object.entries(broken)) {
    const folder = t.testdir({ 'ledger.json': text })
    const complaints: string[] = []
    const ledger = new Ledger(folder, sentence => complaints.push(sentence))
    t.match(ledger.latches, [{ scope: 'station', by: 'Lockstep', reason: /^The ledger could not be read/ }], name)
    t.equal(complaints.length, 1)
    t.match(complaints[0], /ledger\.json could not be read: .*copy is kept as .*re-arm/)
    const copy = readdirSync(folder).find(file => file.includes('unreadable'))
    t.equal(readFileSync(join(folder, copy ?? ''), 'utf8'), text)
    t.match(new Ledger(folder, silent).latches, [{ scope: 'station' }], 'and stays so until somebody re-arms')
  }
})

t.test('a disk that takes nothing is said aloud, and nothing is thrown', async t => {
  const folder = t.testdir({ 'ledger.json': '{"version":1,"boot":3,"latches":[]}' })
  // In the way of every write, also for root, whom no permissions stop.
  mkdirSync(join(folder, 'ledger.json.new'))
  const complaints: string[] = []
  const ledger = new Ledger(folder, sentence => complaints.push(sentence))
  t.equal(ledger.boot, 4)
  t.equal(complaints.length, 1)
  t.match(complaints[0], /could not be written, so a stop would not survive a restart: .*Make room/)
  ledger.save([plate])
  while (complaints.length < 2) await new Promise(resolve => setTimeout(resolve, 1))
  t.match(kept(folder), { boot: 3 })
  rmdirSync(join(folder, 'ledger.json.new'))
  await ledger.close()
  t.match(kept(folder), { boot: 4, latches: [plate] }, 'what could not be written is tried again')
})

t.test('a folder that vanished', async t => {
  const folder = join(t.testdir({}), 'gone')
  const complaints: string[] = []
  const ledger = new Ledger(folder, sentence => complaints.push(sentence))
  ledger.save([plate])
  await ledger.close()
  t.match(ledger.epoch, /^1\.[0-9a-f]{8}$/)
  t.ok(complaints.length >= 2)
  t.notOk(existsSync(folder))
})
