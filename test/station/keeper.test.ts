import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Connections, keepStation, readStation } from '../../daemon/station/index.ts'
import type { StationProblem } from '../../protocol/index.ts'
import { pause } from '../cli/run.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { catalog } from './catalog.ts'

/** A keeper over a house that only notes what is asked of it, and in which no port is ever given back. */
function kept(t: Test, text: string, made = catalog()) {
  const folder = t.testdir({ 'station.yaml': text })
  const asked: string[] = []
  let problems: readonly StationProblem[] | undefined
  const house = {
    sessions: { observe: () => () => undefined },
    post(event: { readonly type: string; readonly key?: string; readonly value?: unknown }) {
      if (event.key === 'station.$problems') problems = event.value as typeof problems
    },
    furnish(device: { readonly name: string; readonly transport: { readonly where: string } }) {
      asked.push(`${device.name} ${device.transport.where}`)
      return new Promise<void>(() => undefined)
    },
    dissolve: async () => undefined,
  }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const keeper = keepStation({
    folder,
    loaded: readStation(folder, made),
    catalog: made,
    house,
    connections: new Connections(folder),
    clock: new VirtualClock(),
    version: '0',
    log,
  })
  t.teardown(() => void keeper.close())
  return {
    asked,
    problems: () => problems,
    write: (text: string) => writeFileSync(join(folder, 'station.yaml'), text),
    until: async (is: () => boolean) => {
      while (!is()) await pause(20)
    },
  }
}

const plates = (a: number, b: number): string =>
  `devices:\n  a: { driver: x, address: "127.0.0.1:${a}" }\n  b: { driver: x, address: "127.0.0.1:${b}" }\n`

t.test('two devices that exchange their addresses leave them in one turn: never two at one device', async t => {
  const { plate } = catalog().drivers
  const tcp = { ...plate!, transport: { kind: 'tcp', port: 1 } as const }
  const k = kept(t, plates(1, 2), catalog({ drivers: { x: tcp }, simulators: {} }))
  k.write(plates(2, 1))
  await k.until(() => k.asked.length === 2)
  t.match(k.asked, [/^a .*2$/, /^b .*1$/], 'although the first one has not given its own back')
})

t.test('of a thousand mistakes as many are told as somebody reads', async t => {
  const k = kept(t, 'devices: {}\n')
  k.write(`devices: { ${Array.from({ length: 1_000 }, (_, i) => `d${i}: { drvier: x }`).join(', ')} }\n`)
  await k.until(() => k.problems() !== undefined)
  t.equal(k.problems()?.length, 50)
})

t.test('a fault in reading the files is told as a mistake, and ends nothing', async t => {
  let broken = false
  const driverOf = () => {
    if (broken) throw new RangeError('too deep')
    return { problems: [] }
  }
  const k = kept(t, 'devices: {}\n', catalog({ profiles: { driverOf, shipped: {} } }))
  broken = true
  k.write('devices: { a: { profile: { kind: line }, simulate: true } }\n')
  await k.until(() => k.problems() !== undefined)
  t.match(k.problems(), [{ what: /too deep/ }])
})
