import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { Screen } from '../../daemon/cli/client/screen.ts'
import { tableOf } from '../../daemon/cli/client/table.ts'
import { json, type Row, remarks, visible } from '../../daemon/cli/client/words.ts'
import { Running } from './run.ts'
import { station } from './station.ts'
import { Terminal } from './terminal.ts'

const row = (name: string, more: Partial<Row> = {}): Row => ({
  ...{ key: `plate.${name}`, device: 'plate', name, value: '1.0 °C', quality: 'good', reason: '' },
  ...{ age: '< 2 s', alarm: '', stale: false, ...more },
})

const ESC = String.fromCharCode(27)
const CLEARED = new RegExp(`${ESC}\\[H${ESC}\\[2J`)
/** Where a line begins; that its ninth one does. */
const LINE = new RegExp(`${ESC}\\[\\d+;1H`)
const LINE_9 = new RegExp(`${ESC}\\[9;1H.*${ESC}\\[K`)

t.test('the table fits its terminal, and says what does not', async t => {
  const rows = [row('target'), row('temperature', { value: '105.0 °C', alarm: 'major' }), row('fan', { stale: true })]
  t.same(tableOf(rows, 'Lab', { columns: 80, rows: 24 }), [
    ...['Lab', ''],
    '\x1b[2mdevice  property        value  quality    age  alarm\x1b[0m',
    'plate   target         1.0 °C  good     < 2 s',
    '\x1b[1;31mplate   temperature  105.0 °C  good     < 2 s  major\x1b[0m',
    '\x1b[2mplate   fan            1.0 °C  good     < 2 s\x1b[0m',
  ])
  const small = tableOf(rows, 'A title that is long', { columns: 12, rows: 5 })
  t.same(
    small.map(line => stripVTControlCharacters(line)),
    [...['A title that', '', 'device  prop', 'plate   targ', '2 more: make']]
  )
  t.equal(tableOf(rows, 'Lab', { columns: 80, rows: 2 }).length, 2, 'however small it is')
})

t.test('only lines that changed are written, and all of them on another size', async t => {
  let written = ''
  const out = Object.assign(new (await import('node:events')).EventEmitter(), {
    columns: 80,
    rows: 24,
    write: (text: string) => {
      written += text
      return true
    },
  })
  const take = () => {
    const text = written
    written = ''
    return text
  }
  const screen = new Screen(out as never)
  let again = 0
  screen.open(() => again++)
  t.equal(take(), '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J')
  screen.draw(['a', 'b', 'c'])
  take()
  screen.draw(['a', 'B', 'c'])
  t.equal(take(), '\x1b[2;1HB\x1b[K')
  screen.draw(['a', 'B', 'c'])
  t.equal(take(), '')
  screen.draw(['a'])
  t.equal(take(), '\x1b[2;1H\x1b[K\x1b[3;1H\x1b[K')
  out.emit('resize')
  t.equal(again, 1)
  screen.draw(['a'])
  t.equal(take(), '\x1b[H\x1b[2J\x1b[1;1Ha\x1b[K')
  screen.close()
  t.equal(take(), '\x1b[?7h\x1b[?25h\x1b[?1049l')
  screen.draw(['too late'])
  screen.close()
  t.equal(take(), '', 'it is left once')
})

t.test('what a device says steers no terminal', async t => {
  t.equal(visible('a\x1b[2Jb\u009bc\u202ed'), 'a�[2Jb�c�d')
  t.equal(json({ text: 'a\x1b\u009b' }), '{"text":"a\\u001b\\u009b"}')
  t.same(JSON.parse(json({ text: 'a\x1b\u009b\n' })), { text: 'a\x1b\u009b\n' })
  t.equal(
    remarks(row('x', { quality: 'bad', reason: 'why', alarm: 'minor', stale: true })),
    '  (bad: why)  (alarm: minor)  (stale: < 2 s old)'
  )
})

t.test('watch: a line for each change on a pipe, a table on a terminal', async t => {
  const { url, data, insist, daemon } = await station(t)
  const where = ['--url', url, '--data', data]
  const lines = new Running(t, ['watch', 'plate.target', ...where])
  const asJson = new Running(t, ['watch', '--json', ...where])
  const table = new Terminal(t, ['watch', 'plate', ...where], [100, 30])
  const until = async (running: Running, what: RegExp) => {
    while (!what.test(running.out)) await new Promise(resolve => setTimeout(resolve, 20))
  }
  await Promise.all([until(lines, /\n/), until(asJson, /\n/), table.until(/plate +target +0\.0 °C +good/)])
  t.ok(table.seen.startsWith('\x1b[?1049h\x1b[?25l\x1b[?7l'))
  t.match(table.seen, /Lab {2}http:/)
  t.notMatch(table.seen, /supply/, 'only what was asked for')

  t.match(await insist('set', 'plate.target', '45'), { code: 0 })
  await until(lines, /^\d{4}-\S+Z {2}plate\.target {2}45\.0 °C$/m)
  t.equal(lines.out.match(/plate\.target {2}45\.0 °C$/gm)?.length, 1, 'each change once')
  const changed = await table.until(/plate +target +45\.0 °C/)
  await until(asJson, /"key":"plate\.target","unit":"Cel","value":45/)
  for (const line of asJson.out.trimEnd().split('\n')) t.match(JSON.parse(line), { key: String })

  table.resize([20, 30])
  const anew = await table.until(CLEARED, changed)
  await table.until(LINE_9, anew)
  for (const line of table.seen.slice(anew).split(LINE))
    t.ok(stripVTControlCharacters(line).length <= 20, JSON.stringify(line))

  daemon.child.kill('SIGKILL')
  await table.until(/The connection to|The station/, anew)
  for (const one of [lines, asJson, table]) one.child.kill('SIGINT')
  t.same(await Promise.all([lines.exit, asJson.exit, table.exit]), [0, 0, 0])
  t.match(lines.errors, /^The (connection|station)/, 'and that the daemon is away is said')
  t.ok(table.seen.endsWith('\x1b[?7h\x1b[?25h\x1b[?1049l'), 'the terminal is left as it was')
})
