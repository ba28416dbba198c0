import { readFileSync } from 'node:fs'
import t from 'tap'
import { reference } from '../../.ci/rest.mjs'
import { ROUTES } from '../../daemon/api/route-table.ts'
import { apiRoutes } from '../../daemon/api/routes.ts'
import { OUTCOMES, REFUSALS } from '../../protocol/index.ts'
import { openStand } from './stand.ts'

const page = readFileSync(new URL('../../docs/reference/rest.md', import.meta.url), 'utf8')

t.test('the reference says what the code does: npx tsx .ci/rest.mjs', async t => {
  t.equal(page, reference(page))
  for (const code of [...OUTCOMES, ...REFUSALS]) t.ok(page.includes(`: ${code}\` |`), code)
})

t.test('its addresses are those that are served', async t => {
  const { api } = await openStand(t, { data: t.testdir({}) })
  const [router] = apiRoutes(api)
  const served = (router?.stack ?? []).flatMap(({ path, methods }) =>
    methods.filter(method => method !== 'HEAD').map(method => `${method} ${String(path)}`)
  )
  t.same(served.sort(), Object.keys(ROUTES).sort())
})
