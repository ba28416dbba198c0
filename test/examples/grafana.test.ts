import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '../..')
const dashboard = JSON.parse(readFileSync(join(root, 'examples/grafana/dashboard.json'), 'utf8')) as {
  panels: { id: number; targets: { expr: string }[] }[]
  templating: { list: { definition?: string }[] }
}
const source = readFileSync(join(root, 'daemon/api/metrics.ts'), 'utf8')

t.test('the dashboard asks for what there is', async t => {
  const asked = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
  ].flatMap(text => text.match(/lockstep_\w+/g) ?? [])
  t.ok(new Set(asked).size >= 6)
  for (const name of new Set(asked)) t.ok(source.includes(`'${name.replace(/_total$/, '')}'`), name)
  t.same(dashboard.panels.length, new Set(dashboard.panels.map(({ id }) => id)).size)
})
