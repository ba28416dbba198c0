import { spawnSync } from 'node:child_process'
import t from 'tap'
import { refusalSentence } from '../../protocol/index.ts'
import { Running } from './run.ts'
import { station } from './station.ts'

/** A busy computer reads late, and then it is said. */
const LATE = '(?:  \\(stale: [^)]*\\))?'

t.test('values are read, set with their units, and refused in the words of the page', async t => {
  const { say, insist } = await station(t)
  const [one, asJson, all, wrong] = await Promise.all([
    say('get', 'plate.temperature'),
    say('get', 'plate.temperature', '--json'),
    say('get', 'plate'),
    say('get', 'plate.temprature'),
  ])
  t.match(one, { code: 0, errors: '', out: new RegExp(`^\\d+\\.\\d °C${LATE}\n$`) })
  t.match(JSON.parse(asJson.out), { key: 'plate.temperature', unit: 'Cel', value: Number, at: String, stale: Boolean })
  t.match(all.out, new RegExp(`^plate\\.temperature +\\d+\\.\\d °C${LATE}\nplate\\.target +0\\.0 °C${LATE}\n`))
  t.match(wrong, {
    code: 1,
    out: '',
    errors: /^"plate" has no property "temprature"\. Did you mean "temperature"\? There are: /,
  })

  t.same(await insist('set', 'supply.current', '200 mA'), {
    ...{ code: 0, out: 'supply.current: Done; the device confirms it.\n', errors: '' },
  })
  const [current, unit, range, action, readOnly, device] = await Promise.all([
    say('get', 'supply.current', '--json'),
    say('set', 'supply.current', '2', 'V'),
    say('set', 'plate.target', '-5'),
    insist('call', 'plate.tare'),
    say('set', 'plate.temperature', '20'),
    say('stop', 'plat'),
  ])
  t.equal((JSON.parse(current.out) as { value: number }).value, 0.2)
  t.match(unit, { code: 1, errors: 'supply.current: It is set in A; "V" is something else.\n' })
  t.match(range, { code: 1, errors: 'plate.target: It takes 0 to 300 °C.\n' })
  t.match(action, { code: 0, out: 'plate.tare: Done; the device confirms it.\n' })
  t.match(readOnly, { code: 1, errors: 'plate.temperature can be read, not set.\n' })
  t.match(device, { code: 1, errors: /^There is no device "plat"\. Did you mean "plate"\?/ })
})

t.test('stopped, refused, re-armed', async t => {
  const { say, insist, daemon } = await station(t)
  const stopped = await say('stop', 'plate')
  t.match(stopped, { code: 0, out: /^plate: Stopped by This computer\. .*It stays so until: lockstep rearm plate\n$/ })
  t.same((await daemon.health()).latched, ['plate'])
  t.same(await say('set', 'plate.target', '40'), {
    ...{ code: 1, out: '', errors: `plate.target: ${refusalSentence('latched', { by: 'This computer' })}\n` },
  })
  t.match(await say('rearm'), { code: 1, errors: 'station itself is not stopped, but plate: lockstep rearm plate\n' })
  t.match(await say('rearm', 'plate'), { code: 0, out: 'plate: Armed.\n' })
  t.match(await insist('set', 'plate.target', '40'), { code: 0 })
})

t.test('bash completes it, with the names of the devices', async t => {
  const { url, data } = await station(t)
  const made = new Running(t, ['completion', 'bash'])
  t.equal(await made.exit, 0)
  const folder = t.testdir({ 'lockstep.bash': made.out })
  t.equal(spawnSync('bash', ['-n', `${folder}/lockstep.bash`], { encoding: 'utf8' }).stderr, '')
  const main = new URL('../../daemon/main.ts', import.meta.url).pathname
  const complete = (...words: string[]): string[] => {
    const script = `
      lockstep() { ${process.execPath} --import=tsx ${main} "$@"; }
      . ${folder}/lockstep.bash
      COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
      _lockstep; printf '%s\\n' "\${COMPREPLY[@]}"`
    const env = { ...process.env, LOCKSTEP_URL: url, LOCKSTEP_DATA: data }
    const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env, cwd: process.cwd() })
    return stdout.split('\n').filter(line => line !== '')
  }
  t.same(complete('lockstep', 'st'), ['start', 'stop'])
  t.same(complete('lockstep', 'service', 'un'), ['uninstall'])
  t.same(complete('lockstep', 'get', '--j'), ['--json'])
  t.same(complete('lockstep', 'set', 'plate.t'), ['plate.target'], 'only what can be set')
  t.same(complete('lockstep', 'call', 'plate.'), ['plate.tare'])
  t.same(complete('lockstep', 'help', 'wat'), ['watch'])
})
