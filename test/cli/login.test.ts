import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { findDaemon } from '../../daemon/cli/client/daemon.ts'
import { refusalSentence } from '../../protocol/index.ts'
import { Running } from './run.ts'
import { station } from './station.ts'

t.test('who may do what', async t => {
  const { say, url, daemon, folder } = await station(t)
  const code = /code ([A-Z-]+)/.exec(daemon.out)?.[1]
  const post = async (path: string, content: object, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(content),
    })
  const claimed = await post('/claim', { code, name: 'Ada', password: 'correct horse battery' })
  const cookie = claimed.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
  const made = await post('/tokens', { name: 'script', role: 'viewer' }, { cookie })
  const { token } = (await made.json()) as { token: string }
  t.ok(token, `a token is made (${made.status})`)
  const [local, viewer, wrong, nobody] = await Promise.all([
    say('get', 'plate.target'),
    say('set', 'plate.target', '40', '--token', token),
    say('get', 'plate.target', '--token', 'lockstep_wrong'),
    new Running(t, ['get', 'plate.target', '--url', url, '--data', `${folder}/elsewhere`]),
  ])
  t.match(local, { code: 0, out: /^0\.0 °C/ }, 'the data folder of the same user says who this is')
  t.match(viewer, { code: 77, errors: `${refusalSentence('forbidden')}\n` })
  t.match(wrong, { code: 77, errors: /does not know this token.*--token or LOCKSTEP_TOKEN/ })
  t.equal(await nobody.exit, 77)
  t.match(nobody.errors, /^One has to log in at http.*\/account, and show it with --token/)
})

t.test('nobody there, and somebody else', async t => {
  const other = createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1')
  await new Promise(resolve => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const mute = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise(resolve => mute.once('listening', resolve))
  t.teardown(() => {
    mute.closeAllConnections()
    mute.close()
  })
  const at = async (port: number, ...args: string[]) => {
    const command = new Running(t, [...args, '--url', `http://127.0.0.1:${port}`, '--data', t.testdirName])
    return { code: await command.exit, errors: command.errors }
  }
  t.match(await at(port, 'get', 'plate'), { code: 69, errors: /is no Lockstep .*--url or LOCKSTEP_URL/ })
  t.match(await at((mute.address() as AddressInfo).port, 'stop'), { code: 69, errors: /it does not answer/ }, 'it ends')
  other.close()
  for (const args of [['get', 'plate'], ['stop'], ['watch']])
    t.match(
      await at(port, ...args),
      { code: 69, errors: /nobody listens there\. Start one with "lockstep start"/ },
      args.join(' ')
    )
})

t.test('the token that lies in a file never leaves this computer', async t => {
  const data = t.testdir({ 'local-token': 'lockstep_local_secret\n' })
  const shown: (string | null)[] = []
  t.intercept(globalThis, 'fetch', {
    value: async (_: string, { headers }: RequestInit) => {
      shown.push(new Headers(headers).get('authorization'))
      return Response.json({ claimed: false, ...(shown.at(-1) && { name: 'This computer' }) })
    },
  })
  for (const url of [
    'http://lab-pi.local:8400',
    'http://192.168.1.20',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
  ])
    t.same(await findDaemon({ url, token: undefined, data }), { origin: url })
  t.same(new Set(shown), new Set([null]))
  const url = 'http://localhost:8400'
  t.same(await findDaemon({ url, token: undefined, data }), { origin: url, token: 'lockstep_local_secret' })
})
