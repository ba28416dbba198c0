import t from 'tap'
import type { KeyValue } from '../../protocol/index.ts'
import { Restarts } from '../../ui/replica/restarts.ts'

const change = (epoch: string, keys: Record<string, KeyValue>, gone: string[] = []) => ({
  epoch,
  keys: new Map(Object.entries(keys)),
  gone,
  revision: 1,
})

t.test('a restart says what was asked until then, once', async t => {
  const restarts = new Restarts()
  restarts.applied(change('1.a', { 'a.target': { value: 1, asked: 20 }, 'a.fan': { value: 1 } }))
  restarts.applied(change('1.a', { 'a.heater': { value: false, asked: true }, 'b.x': { value: 1, asked: 3 } }))
  restarts.applied(change('1.a', { 'a.heater': { value: false } }, ['b.x']))
  t.equal(restarts.forgotten.value, undefined, 'nothing was forgotten yet')
  restarts.applied(change('2.b', { 'a.target': { value: 1 } }))
  t.same(
    [...(restarts.forgotten.value ?? [])],
    [['a.target', 20]],
    'a stop, or a device that went, had ended the others'
  )
  const told = restarts.forgotten.value
  restarts.applied(change('3.c', { 'a.target': { value: 1 } }))
  t.equal(restarts.forgotten.value, told, 'one that forgot nothing is no news')
})
