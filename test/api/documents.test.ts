import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { openStand } from './stand.ts'

const require = createRequire(import.meta.url)
const formats = addFormats as unknown as (ajv: Ajv | Ajv2020) => void
type Any = Record<string, never>

t.test('OpenAPI: valid 3.1, with real paths, units, ranges and choices', async t => {
  const { ask } = await openStand(t)
  const { body, headers } = await ask('GET', '/api/openapi.json')
  t.match(headers.get('content-type'), /^application\/json/)
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(body))
  t.ok(valid, JSON.stringify(errors))
  t.equal(validator.version, '3.1')
  const target = body.paths['/api/devices/plate/properties/target']
  t.match(target.get.responses['200'].content['application/json'].schema.allOf[1].properties.value, {
    title: 'Target', type: ['number', 'null'], minimum: 0, maximum: 300, 'x-unit': 'Cel',
  }) // biome-ignore format: a table
  t.match(target.get.description, /Unit Cel \(UCUM\)\. Steps of 0\.1\./)
  t.match(target.put.responses['409'], { $ref: '#/components/responses/Ended409' })
  t.match(body.components.responses.Ended409.description, /^Conflict: .*changedMeanwhile, inUse/)
  t.notOk(body.paths['/api/devices/plate/properties/power'].put, 'what only reads is not written')
  const mode = body.paths['/api/devices/cart/properties/mode/value'].put
  t.same(mode.requestBody.content['application/json'].schema.enum, ['slow', 'fast'])
  const ids = Object.values(body.paths).flatMap(path =>
    Object.values(path as Any).map(({ operationId }) => operationId)
  )
  t.equal(new Set(ids).size, ids.length, 'each operation has a name of its own')
})

t.test('every path of it that can be read is there, and answers what it says', async t => {
  const { ask, base } = await openStand(t)
  const { body } = await ask('GET', '/api/openapi.json')
  const ajv = new Ajv2020({ strict: false })
  formats(ajv)
  ajv.addSchema({ ...body, $id: 'api' })
  let checked = 0
  for (const [path, { get }] of Object.entries(body.paths as Record<string, Any>)) {
    if (!get) continue
    const [type = '', { schema }] = Object.entries(
      (get as { responses: { 200: { content: Record<string, Any> } } }).responses[200].content
    )[0] as [string, Any]
    const response = await fetch(base + path, { headers: { Accept: type } })
    const unread = response.status === 503 && path.endsWith('/value')
    t.ok(response.status === 200 || unread, `${path}: ${response.status}`)
    if (response.status === 200)
      t.match(response.headers.get('content-type'), new RegExp(`^${type.replace('+', '\\+')}`), path)
    if (type !== 'application/json' || !schema || unread) {
      await response.body?.cancel()
      continue
    }
    const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'))
    const validate = ajv.compile(local)
    t.ok(validate(await response.json()), `${path}: ${JSON.stringify(validate.errors)}`)
    checked++
  }
  t.ok(checked > 20, `${checked} answers held to their schema`)
})

t.test('bodies as it describes them are taken, others are not', async t => {
  const { ask } = await openStand(t)
  const { body } = await ask('GET', '/api/openapi.json')
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema({ ...body, $id: 'api' })
  const bodyOf = (path: string, method: string) => {
    const { schema } = body.paths[path][method].requestBody.content['application/json']
    return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')))
  }
  const cases: [string, string, unknown, boolean][] = [
    ['/api/devices/plate/properties/target', 'put', { value: 20, ttl: 500 }, true],
    ['/api/devices/plate/properties/target', 'put', { value: 301 }, false],
    ['/api/devices/plate/properties/target', 'put', { value: 20, tll: 500 }, false],
    ['/api/devices/plate/properties/target', 'put', {}, false],
    ['/api/devices/plate/properties/target/value', 'put', 20, true],
    ['/api/devices/plate/properties/target/value', 'put', '20', false],
    ['/api/devices/cart/properties/mode', 'put', { value: 'fast' }, true],
    ['/api/devices/cart/properties/mode', 'put', { value: 'furious' }, false],
    ['/api/devices/cart/properties/lamp', 'put', { value: '#12' }, false],
    ['/api/devices/cart/actions/move', 'post', { input: { to: 5 } }, true],
    ['/api/devices/cart/actions/move', 'post', { input: { to: 501 } }, false],
    ['/api/devices/cart/actions/move', 'post', {}, false],
    ['/api/devices/plate/actions/tare', 'post', {}, true],
  ] // biome-ignore format: a table
  for (const [path, method, sent, good] of cases) {
    const name = `${method} ${path} ${JSON.stringify(sent)}`
    t.equal(bodyOf(path, method)(sent), good, name)
    const { status, text } = await ask(method.toUpperCase(), path, JSON.stringify(sent))
    t.equal(status < 300, good, `${name}: ${text}`)
  }
})

t.test('a Thing Description that the schema of the W3C takes', async t => {
  const { ask, base } = await openStand(t)
  const schema = JSON.parse(
    readFileSync(require.resolve('wot-thing-description-types/schema/td-json-schema-validation.json'), 'utf8')
  )
  const ajv = new Ajv({ strict: false })
  formats(ajv)
  const validate = ajv.compile(schema)
  for (const device of ['plate', 'cart']) {
    const { body, headers } = await ask('GET', `/api/devices/${device}/td`)
    t.match(headers.get('content-type'), /^application\/td\+json/)
    t.ok(validate(body), JSON.stringify(validate.errors))
    t.match(body, { base: `${base}/`, security: 'open', securityDefinitions: { open: { scheme: 'nosec' } } })
    t.notOk(validate({ ...body, security: undefined, properties: { x: { forms: [] } } }), 'the schema does refuse')
  }
  const { body: cart } = await ask('GET', '/api/devices/cart/td')
  t.match(cart.properties.speed, {
    type: 'number',
    unit: 'mm/s',
    minimum: 0,
    maximum: 100,
    writeOnly: true,
    observable: false,
  })
  t.match(cart.properties.speed.forms, [{ op: ['writeproperty'] }])
  t.match(cart.properties.mode, { enum: ['slow', 'fast'], observable: true })
  t.match(cart.actions.move.input.properties.input, {
    required: ['to'],
    properties: { to: { unit: 'mm', maximum: 500 }, gently: { type: 'boolean', default: true } },
  })
  t.match(cart.events.bump, { data: { properties: { force: { type: 'number' } } }, forms: [{ subprotocol: 'sse' }] })
  const guarded = await ask('GET', '/api/devices/cart/td', undefined, { 'x-person': 'Anna viewer' })
  t.ok(validate(guarded.body), JSON.stringify(validate.errors))
  t.match(guarded.body, { security: 'token', securityDefinitions: { token: { scheme: 'bearer' } } })
})

t.test('by its Thing Description alone a device can be read, set and called', async t => {
  const { ask, base } = await openStand(t)
  const { body: td } = await ask('GET', '/api/devices/plate/td')
  const form = (affordance: { forms: { op: string | string[]; href: string }[] }, op: string) =>
    affordance.forms.find(form => [form.op].flat().includes(op))?.href ?? ''
  const at = (href: string) => new URL(href, td.base).href.slice(base.length)
  const target = td.properties.target
  t.equal((await ask('PUT', at(form(target, 'writeproperty')), '44')).status, 200)
  t.equal((await ask('GET', at(form(target, 'readproperty')))).body, 44)
  t.equal((await ask('POST', at(form(td.actions.tare, 'invokeaction')))).status, 200)
  const stream = await fetch(base + at(form(target, 'observeproperty')), { headers: { Accept: 'text/event-stream' } })
  t.match(stream.headers.get('content-type'), /^text\/event-stream/)
  await stream.body?.cancel()
})
