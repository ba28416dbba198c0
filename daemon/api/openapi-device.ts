import type { ActionDescription, DeviceDescription, PropertyDescription } from '../../protocol/index.ts'
import { eventSchema, inputSchema, noteOf, type Schema, valueSchema } from './schemas.ts'
import { codesByStatus } from './statuses.ts'

export type Paths = Readonly<Record<string, Schema>>

const STATUSES = [...codesByStatus().keys()]

/** The paths of one device. */
export function devicePaths(name: string, device: DeviceDescription): Paths {
  const at = `/api/devices/${name}`
  const tags = [name]
  const object = { 'application/json': { schema: { type: 'object' } } }
  const paths: Record<string, Schema> = {
    [at]: { get: { tags, operationId: name, ...answering(`${device.title}: description and state`, object) } },
    [`${at}/td`]: {
      get: {
        tags,
        operationId: `${name}_td`,
        ...answering('Thing Description 1.1', { 'application/td+json': { schema: { type: 'object' } } }),
      },
    },
  }
  for (const [property, of] of Object.entries(device.properties)) {
    Object.assign(paths, propertyPaths(`${at}/properties/${property}`, { tags, id: `${name}_${property}` }, of))
  }
  for (const [action, of] of Object.entries(device.actions)) {
    Object.assign(paths, actionPaths(`${at}/actions/${action}`, { tags, id: `${name}_${action}` }, of))
  }
  for (const [event, of] of Object.entries(device.events)) {
    const content = { 'text/event-stream': { schema: eventSchema(of) } }
    const operationId = `on_${name}_${event}`
    paths[`${at}/events/${event}`] = { get: { tags, operationId, ...answering(`${of.title}, as it happens`, content) } }
  }
  for (const stream of streamsOf(device)) {
    paths[`/api/history/${name}/${stream}`] = { get: history(tags, `history_${name}_${stream}`) }
  }
  return paths
}

interface Named {
  readonly tags: readonly string[]
  readonly id: string
}

function propertyPaths(at: string, { tags, id }: Named, described: PropertyDescription): Paths {
  const description = noteOf(described)
  const unit = described.unit === undefined ? {} : { 'x-unit': described.unit }
  const value = { ...valueSchema(described), ...unit }
  // A reading may be none; what is set is a value.
  const read = { ...value, type: [described.type, 'null'] }
  const reading = { allOf: [{ $ref: '#/components/schemas/KeyValue' }, { properties: { value: read } }] }
  const summary = described.title
  const common = { tags, ...(description && { description }) }
  const get = {
    ...common,
    operationId: `get_${id}`,
    ...answering(summary, { 'application/json': { schema: reading } }),
  }
  const bare = {
    ...common,
    operationId: `value_${id}`,
    ...answering(summary, { 'application/json': { schema: read } }),
  }
  if (!described.control) return { [at]: { get }, [`${at}/value`]: { get: bare } }
  const body = { allOf: [{ $ref: '#/components/schemas/SetBody' }, { properties: { value } }] }
  const put = { ...common, ...commanding(`Set ${summary}`, `set_${id}`, body) }
  const putBare = { ...common, ...commanding(`Set ${summary}`, `set_value_${id}`, value) }
  const again = commanding(`Read ${summary} afresh`, `read_${id}`, { $ref: '#/components/schemas/ReadBody' }, false)
  return {
    [at]: { get, put },
    [`${at}/value`]: { get: bare, put: putBare },
    [`${at}/read`]: { post: { ...common, ...again } },
  }
}

function actionPaths(at: string, { tags, id }: Named, described: ActionDescription): Paths {
  const required = Object.values(described.input ?? {}).some(field => field.default === undefined)
  const properties = described.input ? { input: inputSchema(described) } : {}
  const body = {
    allOf: [{ $ref: '#/components/schemas/CallBody' }, { properties, ...(required && { required: ['input'] }) }],
  }
  const object = { 'application/json': { schema: { type: 'object' } } }
  return {
    [at]: {
      get: { tags, operationId: `get_${id}`, ...answering(`${described.title}: whether it runs`, object) },
      post: { tags, ...commanding(described.title, `call_${id}`, body, required) },
    },
  }
}

function commanding(summary: string, operationId: string, schema: Schema, required = true): Schema {
  const ended = STATUSES.map(status => [String(status), { $ref: `#/components/responses/Ended${status}` }])
  return {
    summary,
    operationId,
    requestBody: { required, content: { 'application/json': { schema } } },
    responses: { ...Object.fromEntries(ended), default: { $ref: '#/components/responses/Problem' } },
  }
}

const answering = (summary: string, content: Schema): Schema => ({
  summary,
  responses: { '200': { description: summary, content }, default: { $ref: '#/components/responses/Problem' } },
})

const HISTORY = ['samples', 'since', 'after', 'format'].map(name => ({ $ref: `#/components/parameters/${name}` }))

function history(tags: readonly string[], operationId: string): Schema {
  const content = { 'application/json': { schema: { type: 'object' } }, 'text/csv': { schema: { type: 'string' } } }
  return { tags, operationId, parameters: HISTORY, ...answering('The last samples', content) }
}

/** What has a ring: declared streams, and every number or truth that is in none of these. */
function streamsOf({ properties, streams = {} }: DeviceDescription): string[] {
  const carried = new Set(Object.values(streams).flatMap(({ channels }) => channels))
  const single = Object.keys(properties).filter(name => !carried.has(name) && properties[name]?.type !== 'string')
  return [...Object.keys(streams), ...single]
}
