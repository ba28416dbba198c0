import t from 'tap'
import { driversPage } from '../../.ci/drivers.mjs'
import { drivers } from '../../drivers/catalog/index.ts'
import { read } from './pages.ts'

t.test('the reference of drivers says what they declare: npm run reference', t => {
  const page = read('docs/reference/drivers.md')
  t.equal(page, driversPage())
  for (const [name, driver] of Object.entries(drivers)) {
    const section = page.split(/^### /m).find(part => part.startsWith(`${name}: `)) ?? ''
    for (const own of Object.keys({ ...driver.properties, ...driver.actions, ...driver.events, ...driver.streams }))
      t.ok(section.includes(`| \`${own}\` |`), `${name}.${own}`)
  }
  t.end()
})
