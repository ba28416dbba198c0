import { STATUS_CODES } from 'node:http'
import { LIMITS } from '../../protocol/index.ts'
import { KeyValue, Scalar } from '../../protocol/values.ts'
import { CallBody, ReadBody, RearmBody, SetBody, StopBody } from './bodies.ts'
import { type ApiHouse, wallOf } from './house.ts'
import { devicePaths, type Paths } from './openapi-device.ts'
import { type Schema, schemaOf } from './schemas.ts'
import { codesByStatus } from './statuses.ts'

interface Asked {
  readonly base: string
  readonly guarded: boolean
}

/** The document as text. Of a large station it is megabytes: it is made anew only when its devices, or who asks, are others. */
export function openApiText(house: ApiHouse): (asked: Asked) => string {
  let made: { readonly of: readonly unknown[]; readonly text: string } | undefined
  return asked => {
    const devices = [...house.state.devices.values()].map(({ description }) => description)
    const of = [asked.base, asked.guarded, ...house.state.devices.keys(), ...devices]
    const same = made?.of.length === of.length && of.every((part, i) => part === made?.of[i])
    if (!made || !same) made = { of, text: JSON.stringify(openApi(house, asked)) }
    return made.text
  }
}

/** This station as OpenAPI 3.1: real paths, with the units, ranges and choices of its devices. */
function openApi(house: ApiHouse, { base, guarded }: Asked) {
  const { state, version, clock } = house
  const about = state.keys.get('station.$about')?.value.value as { readonly title?: string } | undefined
  const devices = [...state.devices.values()]
  return {
    openapi: '3.1.0',
    info: {
      title: about?.title ?? 'Lockstep',
      version,
      description: `A Lockstep station, as it was at ${new Date(wallOf(clock, clock.now())).toISOString()}. Another device makes other paths.`,
    },
    servers: [{ url: base.replace(/\/$/, '') }],
    security: guarded ? [{ token: [] }] : [],
    tags: devices.map(({ name, description }) => ({ name, description: description.title })),
    paths: Object.assign(stationPaths(), ...devices.map(({ name, description }) => devicePaths(name, description))),
    components: {
      schemas: schemas(),
      responses: responses(),
      parameters: parameters(),
      ...(guarded && { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } }),
    },
  }
}

function schemas(): Readonly<Record<string, unknown>> {
  const told = schemaOf(KeyValue) as { readonly properties: Schema }
  return {
    Scalar: schemaOf(Scalar),
    KeyValue: {
      ...told,
      // A value has a schema of its own where it is known which property it is of; and ages are told, too.
      additionalProperties: true,
      properties: {
        ...told.properties,
        at: { type: 'string', format: 'date-time', description: 'when it was sampled' },
        age: { type: 'number', description: 'since it was sampled, ms' },
        stale: { type: 'boolean', description: 'older than its driver promises' },
      },
    },
    SetBody: schemaOf(SetBody),
    CallBody: schemaOf(CallBody),
    ReadBody: schemaOf(ReadBody),
    StopBody: schemaOf(StopBody),
    RearmBody: schemaOf(RearmBody),
    Ended: {
      type: 'object',
      description: 'How a command ended: exactly one of `outcome` and `refused`.',
      properties: {
        outcome: { type: 'string' },
        refused: { type: 'string' },
        sentence: { type: 'string' },
        detail: { type: 'object' },
        revision: { type: 'integer' },
        epoch: { type: 'string' },
      },
      required: ['sentence', 'detail', 'revision', 'epoch'],
    },
    Problem: {
      type: 'object',
      properties: { error: { type: 'string' }, sentence: { type: 'string' } },
      required: ['error', 'sentence'],
    },
  }
}

const inJson = (schema: Schema): Schema => ({ 'application/json': { schema } })
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** `Ended409`: every status that a command may have, with its codes. */
function responses(): Readonly<Record<string, Schema>> {
  const ended = [...codesByStatus()].map(([status, codes]) => [
    `Ended${status}`,
    { description: `${STATUS_CODES[status]}: ${codes.join(', ')}`, content: inJson(ref('Ended')) },
  ])
  const problem = { description: 'A request that is not answered as it wished.', content: inJson(ref('Problem')) }
  return { ...Object.fromEntries(ended), Problem: problem }
}

/** Of histories: said once, for there is one for each number. */
function parameters(): Readonly<Record<string, Schema>> {
  const query = (name: string, description: string, schema: Schema): Schema => ({
    name,
    in: 'query',
    description,
    schema,
  })
  return {
    samples: query('samples', 'most samples in the answer', { type: 'integer', minimum: 1, maximum: LIMITS.samples }),
    since: query('since', 'a time, as 2026-11-20T17:00:00Z or as ms since 1970', { type: 'string' }),
    after: query('after', 'those that follow this number', { type: 'integer', minimum: 0 }),
    format: query('format', 'json, or csv', { type: 'string', enum: ['json', 'csv'] }),
  }
}

function stationPaths(): Paths {
  const get = (operationId: string, summary: string, content: Schema, parameters: readonly Schema[] = []): Schema => ({
    get: {
      operationId,
      summary,
      ...(parameters.length > 0 && { parameters }),
      responses: { '200': { description: summary, content }, default: { $ref: '#/components/responses/Problem' } },
    },
  })
  const post = (operationId: string, summary: string, body: string, required: boolean): Schema => ({
    post: {
      operationId,
      summary,
      requestBody: { required, content: inJson(ref(body)) },
      responses: {
        '200': { description: 'It is so.', content: inJson({ type: 'object' }) },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  })
  const object = inJson({ type: 'object' })
  const select = {
    name: 'select',
    in: 'query',
    description: '`plate.target`, `plate.*` or `*`, several with commas between them',
    schema: { type: 'string' },
  }
  return {
    '/api': get('index', 'Where what is', object),
    '/api/devices': get('devices', 'The devices of this station', object),
    '/api/events': get('events', 'What changes, what happens, and stops', { 'text/event-stream': {} }, [select]),
    '/api/stop': post('stop', 'Stop; everybody who is in may', 'StopBody', false),
    '/api/rearm': post('rearm', 'Lift exactly the stop that was seen', 'RearmBody', true),
    '/api/openapi.json': get('openapi', 'This document', object),
    '/metrics': get('metrics', 'For Prometheus', { 'text/plain': { schema: { type: 'string' } } }),
  }
}
