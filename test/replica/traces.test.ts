import t from 'tap'
import type { Down, Tele } from '../../protocol/index.ts'
import { openReplica } from '../../ui/replica/replica.ts'
import { tracesOf } from '../../ui/replica/traces.ts'
import { FakeDaemon } from '../session/fake-daemon.ts'

const NAME = 'plate.temperature'
const PACE = { longest: 1_000, every: 200 }

async function page() {
  const daemon = new FakeDaemon()
  const { replica, session } = openReplica(daemon.around)
  await daemon.pass(10)
  return { daemon, replica, session, traces: tracesOf(replica, session) }
}

const granted = (position: number): Down => ({ t: 'granted', view: NAME, depth: 0, streams: { [NAME]: position } })

function tele(daemon: FakeDaemon, n: number, value: number, lost = 0): Tele {
  const v = [[value]]
  return { t: 'tele', stream: NAME, n0: n - lost, n1: n, lost, time: daemon.time, v }
}

t.test('charts share a track; it ends with the last of them', async t => {
  const { daemon, traces } = await page()
  let told = 0
  const stops = [1, 2].map(() => traces.follow({ streams: { [NAME]: PACE }, asked: [] }, () => told++))
  await daemon.pass(0)
  t.equal(daemon.socket.all('sub').length, 1)
  t.match(daemon.socket.all('sub')[0], { selectors: [NAME], depth: 4_000, maxHz: 60 })
  daemon.socket.say(granted(0), tele(daemon, 1, 5))
  t.equal(told, 2)
  t.equal(traces.stream(NAME)?.length, 1)
  t.equal(traces.stream(NAME)?.last, traces.now(), 'times are wall clock')
  stops[0]!()
  t.equal(traces.stream(NAME)?.length, 1)
  stops[1]!()
  t.equal(traces.stream(NAME), undefined)
  await daemon.pass(0)
  t.equal(daemon.socket.all('unsub').length, 1)
})

t.test('lost samples and another epoch leave a gap; time goes on by wall clock', async t => {
  const { daemon, traces } = await page()
  traces.follow({ streams: { [NAME]: PACE }, asked: [] }, () => {})
  await daemon.pass(0)
  daemon.socket.say(granted(0), tele(daemon, 1, 5))
  await daemon.pass(100)
  daemon.socket.say(tele(daemon, 4, 6, 2))
  await daemon.pass(100)
  daemon.socket.say(tele(daemon, 5, 7))
  daemon.restart()
  daemon.welcomeMore = { wallClock: 1_700_000_000_500 }
  await daemon.pass(200)
  daemon.socket.say(granted(0), tele(daemon, 1, 8))
  const track = traces.stream(NAME)!
  t.same([...track.breaks.subarray(0, track.length)], [1, 1, 0, 1])
  t.same([...track.low[0]!.subarray(0, track.length)], [5, 6, 7, 8])
  t.ok(track.last! - track.times[2]! < 1_000)
})

t.test('what was asked comes from state, in steps; while nobody is heard, nothing is known', async t => {
  const { daemon, traces } = await page()
  let told = 0
  traces.follow({ streams: {}, asked: ['plate.target'] }, () => told++)
  await daemon.pass(100)
  daemon.flush({ 'plate.target': { value: 20, asked: 35 } })
  daemon.flush({ 'plate.target': { value: 30, asked: 35 } })
  await daemon.pass(100)
  daemon.welcomeMore = { wallClock: 1_700_000_001_000 }
  daemon.socket.cut()
  await daemon.pass(1_000)
  const track = traces.asked('plate.target')!
  t.same([...track.low[0]!.subarray(0, track.length)], [20, 35, Number.NaN, 35])
  t.equal(told, 3)
  t.notOk(daemon.socket.all('sub').length, 'no stream was asked for')
})
