import t from 'tap'
import { readDescription, textOf } from '../../daemon/published/description.ts'
import { openPublished } from '../../daemon/published/house.ts'
import { driverOf, simulatorOf } from '../../drivers/profiles/index.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { shipped } from '../profiles/rig.ts'
import { VirtualClock } from '../virtual-clock.ts'

const device = (name: string, profile: string, bench: string) => ({
  name,
  driver: 'scpi',
  profile: shipped(profile) as Record<string, unknown>,
  bench,
})

async function page() {
  const clock = new VirtualClock(1_000)
  // By the text that lies beside the page: what the documents say must survive it.
  const description = readDescription(
    textOf({
      lockstepPublication: 1,
      version: '1',
      title: 'Bench',
      files: [],
      devices: [
        device('psu', 'bench-supply', 'left'),
        device('dmm', 'multimeter', 'left'),
        device('other', 'multimeter', 'right'),
      ],
    })
  )
  const house = openPublished(description, {
    drivers: {},
    simulators: {},
    profiles: { driverOf, simulatorOf },
    turn: { clock, endOfTurn: () => undefined },
    random: seededRandom(1),
    wallClock: () => 0,
    fatal: error => t.fail(String(error)),
  })
  await clock.pass(4_000)
  let command = 0
  house.post({ type: 'attached', session: 's', connection: 1 })
  const set = async (control: string, value: number | boolean) => {
    const { revision, stopGeneration } = house.state
    const cmd = {
      ...({ t: 'cmd', op: 'set', epoch: house.state.epoch, command: ++command, gesture: command } as const),
      ...{ control, value, basis: revision, seen: clock.now(), elapsed: 0, stopGeneration },
    }
    house.post({ type: 'requested', session: 's', connection: 1, cmd })
    await clock.pass(4_000)
    return house.state.sessions.get('s')?.ended.get(command)?.out
  }
  return { house, set, value: (key: string) => Number(house.state.keys.get(key)?.value.value) }
}

t.test('in a page the instruments of one bench share it, and those of another do not', async t => {
  const { house, set, value } = await page()
  t.match(await set('psu.current', 1), { outcome: 'done' })
  t.match(await set('psu.voltage', 3), { outcome: 'done' })
  t.match(await set('psu.output', true), { outcome: 'done' })
  t.ok(Math.abs(value('dmm.reading') - 3) < 0.01)
  t.ok(Math.abs(value('other.reading')) < 0.01)
  await house.close('done')
})
