import type Router from '@koa/router'
import { type ApiHouse, baseOf, personOf } from './house.ts'
import { actionOf, deviceOf, propertyOf } from './names.ts'
import { Problem } from './problem.ts'
import { dateOf, generationOf, told } from './readings.ts'
import type { Rest } from './rest.ts'
import { thingDescription } from './thing.ts'
import { observeValue, wantsStream } from './watching.ts'

/** What there is, and how it stands. */
export function routeDevices(router: Router, rest: Rest): void {
  const { house } = rest
  const { state } = house
  router.get('/api', ctx => {
    ctx.body = { ...index(house), ...dateOf(house) }
  })
  router.get('/api/devices', ctx => {
    ctx.body = { devices: [...state.devices.keys()].map(name => summary(house, name)), ...dateOf(house) }
  })
  router.get('/api/devices/:device', ctx => {
    const { name } = deviceOf(state, ctx.params.device)
    ctx.body = { ...standing(house, name), ...dateOf(house) }
  })
  router.get('/api/devices/:device/td', ctx => {
    const { name, description } = deviceOf(state, ctx.params.device)
    const circumstances = { base: baseOf(ctx), guarded: personOf(ctx) !== undefined }
    ctx.body = JSON.stringify(thingDescription(name, description, circumstances))
    ctx.type = 'application/td+json'
  })
  router.get('/api/devices/:device/properties/:name', ctx => {
    const device = deviceOf(state, ctx.params.device)
    const described = propertyOf(device, ctx.params.name)
    const { unit } = described
    const key = `${device.name}.${ctx.params.name}`
    const stopGeneration = generationOf(house, device.name)
    ctx.body = { key, ...(unit && { unit }), ...told(house, key, described), stopGeneration, ...dateOf(house) }
  })
  router.get('/api/devices/:device/properties/:name/value', ctx => {
    const device = deviceOf(state, ctx.params.device)
    const described = propertyOf(device, ctx.params.name)
    const key = `${device.name}.${ctx.params.name}`
    if (wantsStream(ctx)) return observeValue(ctx, rest, key)
    const { value, age, stale, quality, reason } = told(house, key, described)
    if (value === undefined || stale || (quality !== undefined && quality !== 'good')) {
      const why = value === undefined ? 'it was not read yet' : stale ? `it is ${age} ms old` : (reason ?? quality)
      throw new Problem(503, 'noValue', `${key} has no value that may be relied on: ${why}.`)
    }
    ctx.body = JSON.stringify(value)
    ctx.type = 'json'
  })
  router.get('/api/devices/:device/actions/:name', ctx => {
    const device = deviceOf(state, ctx.params.device)
    const { title } = actionOf(device, ctx.params.name)
    const key = `${device.name}.${ctx.params.name}`
    const running = [...(device.controls.get(key)?.open ?? [])].length > 0
    ctx.body = { key, title, running, ...told(house, key), ...dateOf(house) }
  })
}

function index({ version, state }: ApiHouse) {
  const station = state.keys.get('station.$about')?.value.value as { title?: string } | undefined
  return {
    title: station?.title ?? 'Lockstep',
    version,
    links: {
      devices: '/api/devices',
      history: '/api/history/{device}/{stream}?samples=&since=&after=&format=',
      events: '/api/events?select=',
      stop: '/api/stop',
      rearm: '/api/rearm',
      openapi: '/api/openapi.json',
      metrics: '/metrics',
    },
  }
}

function summary(house: ApiHouse, name: string) {
  const { description, link } = deviceOf(house.state, name)
  const { title, group, driver, simulated, where } = description
  const href = `/api/devices/${name}`
  return { name, title, ...(group && { group }), driver, simulated, where, link, href, td: `${href}/td` }
}

function standing(house: ApiHouse, name: string) {
  const { description, link } = deviceOf(house.state, name)
  const described = Object.entries(description.properties)
  const properties = described.map(([property, of]) => [property, told(house, `${name}.${property}`, of)] as const)
  const actions = Object.keys(description.actions).map(action => [action, told(house, `${name}.${action}`)] as const)
  return {
    name,
    link,
    stop: house.state.keys.get(`${name}.$stop`)?.value.value,
    stopGeneration: generationOf(house, name),
    properties: Object.fromEntries(properties),
    actions: Object.fromEntries(actions),
    description,
  }
}
