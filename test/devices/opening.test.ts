import t from 'tap'
import { LIMITS } from '../../protocol/index.ts'
import { Rig } from './rig.ts'

t.test('a port that neither opens nor fails counts as lost, and is tried again', async t => {
  const r = new Rig()
  const { open } = r.transport
  r.transport.open = () => new Promise(() => undefined)
  r.owner.open()
  await r.clock.pass(LIMITS.openWithin - 1)
  t.same(r.links, ['opening'])
  await r.clock.pass(2)
  t.match(r.events.at(-1), { link: { state: 'waiting', reason: /did not open within 10 seconds/ } })
  r.transport.open = open
  await r.clock.pass(LIMITS.backoffFirst + 50)
  t.equal(r.links.at(-1), 'up')
})

t.test('closed while its port opens, or does not: nothing is waited for any more', async t => {
  const r = new Rig()
  r.transport.open = () => new Promise(() => undefined)
  r.owner.open()
  t.not(r.clock.next, undefined)
  await r.owner.close()
  t.equal(r.clock.next, undefined)
})
