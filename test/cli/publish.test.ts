import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readArguments } from '../../daemon/cli/arguments.ts'
import { OutError, publish, published } from '../../daemon/cli/publish.ts'
import { readDescription } from '../../daemon/published/description.ts'
import { Running } from './run.ts'

const index = readFileSync(join(import.meta.dirname, '../../ui/shell/index.html'), 'utf8')
const station = { title: 'Heat <lab>', devices: [{ name: 'plate', driverName: 'plate', title: 'Left' }] }

/** Something built, and where to put it. */
function places(t: Test) {
  const folder = t.testdir({
    ui: { 'index.html': index, 'app.js': 'app', 'app.js.br': 'packed', chunks: { 'a-1B.js': 'chunk' } },
    'worker.js': 'worker',
    out: {},
  })
  const out = join(folder, 'out')
  const built = { version: '1.2.3', config: folder, page: join(folder, 'ui'), worker: join(folder, 'worker.js') }
  const read = (name: string) => readFileSync(join(out, name), 'utf8')
  return { built, out, read, has: (name: string) => existsSync(join(out, name)) }
}

t.test('the command line', async t => {
  const here = process.cwd()
  t.same(readArguments(['publish', '--out', 'public'], {}), {
    do: 'publish',
    config: undefined,
    out: join(here, 'public'),
  })
  t.same(readArguments(['publish', '--config', '/lab', '--out=/public'], {}), {
    do: 'publish',
    config: '/lab',
    out: '/public',
  })
  t.match(readArguments(['publish', '--help'], {}), { do: 'help', text: /publish --out DIR/ })
  const refused = (args: string[], message: RegExp) =>
    t.throws(() => readArguments(args, {}), { message, exitCode: 64 }, args.join(' '))
  refused(['publish'], /publish needs the folder to write.*--out public/)
  refused(['publish', '--out', ''], /needs the folder/)
  refused(['publish', '--out', 'x', '--port', '1'], /--port.*See lockstep help/)
  refused(['publish', 'x'], /x.*See lockstep help/)
  refused(['--port', '1', 'publish'], /publish.*See lockstep help/)
})

t.test('a device made of a profile takes it along, and the bench on which it stands', async t => {
  const { built, out, read } = places(t)
  const profile = { kind: 'scpi', properties: { v: { read: 'V?' } } }
  const device = { name: 'psu', driverName: 'scpi', profile, connection: { kind: 'simulated', bench: 'left' } }
  publish({ title: 'Bench', devices: [device] }, built, out)
  t.same(readDescription(read('station.json')).devices, [{ name: 'psu', driver: 'scpi', profile, bench: 'left' }])
})

t.test('what is written', async t => {
  const { built, out, read, has } = places(t)
  const sentence = publish(station, built, join(out, 'deep', 'er'))
  t.equal(sentence, `Published: ${out}/deep/er  (Heat <lab>, 1 device, simulated; 5 files for any static host)`)
  const description = readDescription(read('deep/er/station.json'))
  t.same(description, {
    lockstepPublication: 1,
    version: '1.2.3',
    title: 'Heat <lab>',
    devices: [{ name: 'plate', driver: 'plate', title: 'Left' }],
    files: ['app.js', 'chunks/a-1B.js', 'index.html', 'station.json', 'worker.js'],
  })
  for (const name of description.files) t.ok(has(`deep/er/${name}`), name)
  t.notOk(has('deep/er/app.js.br'), 'what is packed for the daemon stays there')
})

t.test('the page is told where its station is, and says what it is', async t => {
  const html = published(index, '"A" & <B>', '1a2b')
  t.match(html, '<meta name="station" content="./worker.js?1a2b" />')
  t.match(html, '<script type="module" src="./app.js?1a2b">')
  t.match(html, '<link rel="stylesheet" href="./app.css?1a2b" />')
  t.match(html, '<title>&#34;A&#34; &#38; &#60;B&#62;</title>')
  t.match(html, /<p class="published"><b>This page is the whole station\.<\/b>.*\n\s*<div id="app">/)
  t.notMatch(html, /(src|href|content)="\//, 'and nothing of it begins at the root of its host')
  t.throws(() => published('<html></html>', 'x', ''), { message: /must contain <meta name="station"/ })
})

t.test('published again: what was ours goes, what is not stays', async t => {
  const { built, out, read, has } = places(t)
  publish(station, built, out)
  writeFileSync(join(out, 'CNAME'), 'lab.example')
  rmSync(join(built.page, 'chunks'), { recursive: true })
  const stamp = () => /app\.js\?(\w+)"/.exec(read('index.html'))?.[1]
  const before = stamp()
  publish(station, built, out)
  const lighter = stamp()
  t.not(lighter, before)
  publish({ ...station, title: 'Anew' }, built, out)
  t.not(stamp(), lighter, 'a page of the one does not get a script of the other from a cache')
  t.notOk(has('chunks/a-1B.js'))
  t.equal(read('CNAME'), 'lab.example')
  t.match(read('index.html'), /<title>Anew<\/title>/)
})

t.test('a publication that was broken off is one all the same', async t => {
  const { built, out, has } = places(t)
  publish(station, built, out)
  rmSync(join(out, 'index.html'))
  publish(station, built, out)
  t.ok(has('index.html'))
})

t.test("a folder of somebody else's is left alone", async t => {
  const refuse = (files: Record<string, string>, message: RegExp) => {
    const folder = t.testdir({ ui: { 'index.html': index }, 'worker.js': 'worker', out: files })
    const built = { version: '1', config: folder, page: join(folder, 'ui'), worker: join(folder, 'worker.js') }
    t.throws(() => publish(station, built, join(folder, 'out')), { message, exitCode: 73, name: 'OutError' })
    for (const [name, text] of Object.entries(files)) t.equal(readFileSync(join(folder, 'out', name), 'utf8'), text)
    t.notOk(existsSync(join(folder, 'out', 'index.html')))
  }
  refuse({ 'thesis.tex': 'all of it' }, /out is not empty \(thesis\.tex\), and is no publication of Lockstep/)
  refuse({ 'station.json': '{"title":"mine"}' }, /not empty \(station\.json\)/)
  refuse({ a: '', b: '', c: '', d: '' }, /not empty \(a, b, c, \.\.\.\)/)
  refuse({ 'station.yaml': 'devices: {}' }, /not empty/)
})

t.test('a folder with nothing but hidden files is nobody else', async t => {
  const folder = t.testdir({ ui: { 'index.html': index }, 'worker.js': 'worker', out: { '.nojekyll': '' } })
  const built = { version: '1', config: folder, page: join(folder, 'ui'), worker: join(folder, 'worker.js') }
  publish(station, built, join(folder, 'out'))
  t.ok(existsSync(join(folder, 'out', '.nojekyll')))
})

t.test('what cannot be written, or is not built', async t => {
  const { built, out } = places(t)
  writeFileSync(join(out, 'file'), '')
  t.throws(() => publish(station, built, join(out, 'file')), OutError)
  t.throws(() => publish(station, built, join(out, 'file')), { message: /file cannot be written.*--out DIR/ })
  const bare = { ...built, worker: join(out, 'nowhere') }
  t.throws(() => publish(station, bare, join(out, 'new')), { message: /page is not built.*npm run build/ })
  t.notOk(existsSync(join(out, 'new')), 'and nothing is begun')
})

t.test('a station that is wrong is told as by the daemon', async t => {
  const folder = t.testdir({ 'station.yaml': 'devices:\n  p: { driver: plate, prot: /dev/x }\n' })
  const station = new Running(t, ['publish', '--config', folder, '--out', join(folder, 'out')])
  t.equal(await station.exit, 78)
  t.match(station.errors, `${folder}/station.yaml:2:23: "prot" is no setting of a device.\n`)
  const lost = new Running(t, ['publish'])
  t.equal(await lost.exit, 64)
  t.match(lost.errors, /^publish needs the folder/)
})
