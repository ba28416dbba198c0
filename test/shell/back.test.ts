import t from 'tap'
import { backTo } from '../../ui/door/back.ts'

const US = 'http://lab-pi:8400'

t.test('after the log-in one comes back to where one was', async t => {
  t.equal(backTo('?to=%2Faccount', US), `${US}/account`)
  t.equal(backTo('', US), `${US}/`)
})

t.test('OpenRedirect: a link to our log-in leads to nobody else', async t => {
  const tries = [
    '//evil.example',
    'http://evil.example/x',
    '/\\evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
  ]
  for (const to of [...tries, 'javascript:alert(1)', 'data:text/html,x']) {
    const back = backTo(`?to=${encodeURIComponent(to)}`, US)
    t.equal(new URL(back, `${US}/login`).origin, US, to)
  }
})
