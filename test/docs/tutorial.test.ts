import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { pause, Running } from '../cli/run.ts'
import { blocks } from './pages.ts'

const PAGE = 'docs/tutorial/sensor-to-alarm.md'
const shell = blocks(PAGE, 'sh').map(({ text }) => text)

/** What the page has the reader write into a file. */
function written(file: string, by: '>' | '>>' = '>'): string {
  const find = new RegExp(`^cat ${by} ~/weather/${file.replace('.', '\\.')} <<'EOF'\n(.*?)^EOF$`, 'ms')
  const text = shell.map(block => find.exec(block)?.[1]).find(found => found !== undefined)
  if (text === undefined) throw new Error(`${PAGE} no longer writes ${file}.`)
  return text
}

/** As the page has it but for these, each of which must be there. */
function but(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`${PAGE} no longer says ${from}`)
    return before.replaceAll(from, to)
  }, text)
}

/** The stand-in of the page as a process, at a port of the test's own and ten times as fast. */
class Board {
  readonly #child
  readonly said: string[] = []

  constructor(t: Test, folder: string) {
    const program = but(written('board.py'), {
      '/tmp/board': join(folder, 'board'),
      'time.sleep(1)': 'time.sleep(0.1)',
      'time.time() / 10': 'time.time()',
    })
    writeFileSync(join(folder, 'board.py'), program)
    this.#child = spawn('python3', [join(folder, 'board.py')], { stdio: ['ignore', 'pipe', 'inherit'] })
    createInterface({ input: this.#child.stdout as Readable }).on('line', line => this.said.push(line))
    t.teardown(() => this.#child.kill('SIGKILL'))
  }

  /** As by Control + C. */
  async end(): Promise<void> {
    this.#child.kill('SIGINT')
    await once(this.#child, 'exit')
  }
}

interface Value {
  readonly value?: number
  readonly severity?: string
  readonly quality?: string
}
type Values = Readonly<Record<'temperature' | 'humidity', Value>>

t.test('the tutorial, as it is written: readings, an alarm, a broken file, a run, a plug pulled', async t => {
  const folder = t.testdir()
  const station = join(folder, 'weather')
  const file = join(station, 'station.yaml')
  const board = new Board(t, folder)
  mkdirSync(station)
  writeFileSync(file, but(written('station.yaml'), { '/tmp/board': join(folder, 'board') }))

  const check = new Running(t, ['check', '--config', station])
  t.equal(await check.exit, 0)
  t.match(check.out, /^All is well: .*station\.yaml {2}\(My weather; weather \(line\)\)\n$/, 'as the page shows it')
  const daemon = new Running(t, ['--config', station, '--data', join(folder, 'data'), '--port', '0'])
  const origin = await daemon.ready()
  t.match(daemon.out, /^Lockstep is ready: \S+ {2}\(My weather, 1 device\)\n/, 'as the page shows it')
  const ask = async (path: string): Promise<never> => (await fetch(`${origin}${path}`)).json() as never
  const values = async (): Promise<Values> => ((await ask('/api/devices/weather')) as { properties: Values }).properties
  const until = async (is: (values: Values) => boolean): Promise<Values> => {
    let now = await values()
    for (; !is(now); now = await values()) await pause(20)
    return now
  }

  const first = await until(({ temperature }) => temperature?.value !== undefined)
  t.ok(
    board.said.includes(`T=${first.temperature.value?.toFixed(1)} H=${first.humidity.value}`),
    'what the board printed'
  )
  t.notOk(first.temperature.severity, 'no alarm yet')

  appendFileSync(file, written('station.yaml', '>>'))
  const [, limit = '', hysteresis = ''] = /high: (\d+), hysteresis: ([\d.]+)/.exec(written('station.yaml', '>>')) ?? []
  const hot = await until(({ temperature }) => temperature.severity === 'minor')
  t.ok((hot.temperature.value ?? 0) > Number(limit) - Number(hysteresis), `alarm at ${hot.temperature.value}`)
  const cool = await until(({ temperature: { severity, value } }) => severity === undefined && value !== undefined)
  t.ok((cool.temperature.value ?? 99) <= Number(limit) - Number(hysteresis), `none at ${cool.temperature.value}`)

  const sound = readFileSync(file, 'utf8')
  writeFileSync(file, but(sound, { 'high: 25': 'hihg: 25' }))
  const said = () => `${daemon.out}${daemon.errors}`
  while (!said().includes('Did you mean \\"high\\"?')) await pause(20)
  const before = board.said.length
  while (board.said.length < before + 5) await pause(20)
  t.match(await ask('/health'), { devices: { weather: { state: 'up' } } }, 'the board goes on being read')
  writeFileSync(file, sound)
  while (!said().includes('The mistakes in the station are mended.')) await pause(20)

  await recordAsWritten(t, origin)

  await board.end()
  t.notOk(existsSync(join(folder, 'board')), 'the stand-in takes its port along')
  const lost = await until(({ temperature }) => temperature.quality !== undefined)
  t.equal(lost.temperature.quality, 'uncertain')
  const again = new Board(t, folder)
  await until(({ temperature }) => temperature.quality === undefined)
  t.ok(again.said.length > 0, 'it goes on by itself')
})

/** The lines with curl, said by ourselves. */
async function recordAsWritten(t: Test, origin: string): Promise<void> {
  const curl = /^curl -X POST http:\/\/localhost:8400(\S+) -H 'Content-Type: application\/json' -d '(.*)'$/gm
  const posts = [...shell.join('').matchAll(curl)]
  t.equal(posts.length, 2)
  let file = ''
  for (const [, path = '', body = ''] of posts) {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(`${origin}${path}`, { method: 'POST', headers, body })
    t.ok(answer.ok, path)
    const said = (await answer.json()) as { id: string; file?: string }
    file = said.file ?? file
    // A run of some rows: what was written is had while it goes on.
    const rows = async () => (await (await fetch(`${origin}/api/runs/${said.id}.csv`)).text()).split('\n').length
    while (said.file === undefined && (await rows()) < 12) await pause(50)
  }
  const run = await (await fetch(`${origin}${file}`)).text()
  const shown = blocks(PAGE, '').find(({ text }) => text.startsWith('# Lockstep run'))?.text ?? ''
  const columns = shown.split('\n').find(line => line.startsWith('time,')) ?? 'none'
  t.ok(run.includes(`\n${columns}\n`), 'the columns that the page shows')
  t.match(run, /^\d{4}-\d\d-\d\dT[\d:.]+Z,[\d.]+,2\d(\.\d)?,\d\d,/m)
}
