import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { toBytes } from '../../drivers/framing.ts'
import { SimulatedBench } from '../../drivers/hosts/start-bench.ts'
import { TcpTransport } from '../../drivers/transports/tcp.ts'
import { Ear } from './ear.ts'

const document = (name: string): unknown =>
  parse(readFileSync(new URL(`../../drivers/profiles/shipped/${name}.yaml`, import.meta.url), 'utf8'))

async function open(port: number) {
  const tcp = new TcpTransport({ host: '127.0.0.1', port })
  const ear = new Ear()
  await tcp.open(ear)
  return {
    tcp,
    tell: (request: string) => tcp.write(toBytes(`${request}\n`)),
    async ask(request: string): Promise<string> {
      const from = ear.text.length
      tcp.write(toBytes(`${request}\n`))
      await ear.until(() => ear.text.slice(from).includes('\n'))
      return ear.text.slice(from).trim()
    },
  }
}

async function plug(bench: SimulatedBench, name: string, profile: string) {
  const stand = await bench.plug({ name, machine: 'scpi', profile: document(profile) })
  await stand.order({ order: 'refuse', chance: 0 })
  return stand
}

t.test('instruments of one bench share a process and a world', async t => {
  const bench = new SimulatedBench()
  const [psu, dmm] = await Promise.all([plug(bench, 'psu', 'bench-supply'), plug(bench, 'dmm', 'multimeter')])
  t.equal(psu.pid, dmm.pid)
  t.not(psu.port, dmm.port)
  const supply = await open(psu.port)
  const meter = await open(dmm.port)
  for (const line of ['VOLT 12', 'CURR 5', 'OUTP ON']) supply.tell(line)
  t.equal(await supply.ask('*OPC?'), '1')
  t.ok(Math.abs(Number(await meter.ask('READ?')) - 12) < 0.01)
  await psu.order({ order: 'set', name: 'load', value: 1 })
  t.ok(Math.abs(Number(await meter.ask('READ?')) - 5) < 0.01, '5 A through 1 ohm')
  await supply.tcp.close()
  await psu.stop()
  t.ok(Math.abs(Number(await meter.ask('READ?'))) < 0.01, 'the supply is gone, the meter stays')
  await meter.tcp.close()
  await dmm.stop()
  await dmm.ended
  t.pass('the last one takes the bench along')
})

t.test('a bench that died is begun anew, and its former instruments do not end it', async t => {
  const bench = new SimulatedBench()
  const former = await plug(bench, 'psu', 'bench-supply')
  process.kill(former.pid, 'SIGKILL')
  await former.ended
  const dmm = await plug(bench, 'dmm', 'multimeter')
  t.not(dmm.pid, former.pid)
  await former.stop()
  const meter = await open(dmm.port)
  t.match(await meter.ask('*IDN?'), /^LOCKSTEP,Multimeter/)
  await meter.tcp.close()
  await dmm.stop()
})

t.test('a name is plugged in once, and what is no machine is told', async t => {
  const bench = new SimulatedBench()
  const psu = await plug(bench, 'psu', 'bench-supply')
  t.teardown(() => psu.stop())
  await t.rejects(plug(bench, 'psu', 'multimeter'), /There is a "psu" on this bench already/)
  await t.rejects(bench.plug({ name: 'other', machine: 'toaster' }), /There is no machine "toaster"/)
  await t.rejects(bench.plug({ name: 'other', machine: 'scpi', profile: { kind: 'scpi' } }), /cannot be simulated/)
  const supply = await open(psu.port)
  t.match(await supply.ask('*IDN?'), /^LOCKSTEP/, 'those that stand there stay')
  await supply.tcp.close()
})
