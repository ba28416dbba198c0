import type { Test } from 'tap'
import { Running } from './run.ts'

/** A daemon with a plate and a supply, and a command line that speaks to it. */
export async function station(t: Test) {
  const folder = t.testdir({
    'station.yaml': `title: Lab
devices:
  plate: { driver: plate, simulate: true }
  supply: { profile: bench-supply, simulate: true }
`,
  })
  const data = `${folder}/data`
  const daemon = new Running(t, ['--config', folder, '--port', '0', '--data', data, '--log', 'warn'])
  await daemon.up()
  const url = await daemon.ready()
  const say = async (...args: string[]) => {
    const command = new Running(t, [...args, '--url', url, '--data', data])
    const code = await command.exit
    return { code, out: command.out, errors: command.errors }
  }
  /** The plate refuses now and then, as real ones do: in the words of the device, and to be tried again. */
  const insist = async (...args: string[]) => {
    for (let tries = 1; ; tries++) {
      const said = await say(...args)
      if (tries === 8 || !/The device refused/.test(said.errors)) return said
    }
  }
  return { folder, data, daemon, url, say, insist }
}
