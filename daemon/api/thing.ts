import type {
  ActionDescription,
  DeviceDescription,
  EventDescription,
  PropertyDescription,
} from '../../protocol/index.ts'
import { eventSchema, inputSchema, noteOf, type Schema, valueSchema } from './schemas.ts'

export interface Circumstances {
  /** `http://lab-pi.local:8400/`: where it was asked for. */
  readonly base: string
  /** Who asked had to say who they are. */
  readonly guarded: boolean
}

/**
 * A device as a Thing Description 1.1 (W3C): bare values by HTTP, and what changes and happens as server-sent events.
 * Units are UCUM codes, as everywhere here.
 */
export function thingDescription(name: string, device: DeviceDescription, { base, guarded }: Circumstances): Schema {
  const { title, driver, simulated, where, properties, actions, events, onLinkLoss } = device
  const notes = [`Driver ${driver}, ${where}.`, simulated && 'Simulated: there is no hardware.', onLinkLoss]
  const at = `api/devices/${name}`
  return {
    '@context': 'https://www.w3.org/2022/wot/td/v1.1',
    title,
    description: notes.filter(Boolean).join(' '),
    base,
    securityDefinitions: guarded ? { token: { scheme: 'bearer', in: 'header' } } : { open: { scheme: 'nosec' } },
    security: guarded ? 'token' : 'open',
    links: [{ rel: 'service-doc', href: 'api/openapi.json', type: 'application/json' }],
    properties: mapped(properties, (of, property) => propertyThing(of, `${at}/properties/${property}/value`)),
    actions: mapped(actions, (of, action) => actionThing(of, `${at}/actions/${action}`)),
    events: mapped(events, (of, event) => eventThing(of, `${at}/events/${event}`)),
  }
}

const JSON_TYPE = { contentType: 'application/json' }
const STREAM = { contentType: 'text/event-stream', subprotocol: 'sse' }

function propertyThing(described: PropertyDescription, href: string): Schema {
  const { unit, writeOnly = false, control } = described
  const ways = [!writeOnly && 'readproperty', control && 'writeproperty'].filter(way => typeof way === 'string')
  const observable = !writeOnly
  return {
    ...worded(valueSchema(described), noteOf(described)),
    ...(unit !== undefined && { unit }),
    ...(control === undefined && { readOnly: true }),
    ...(writeOnly && { writeOnly }),
    observable,
    forms: [
      { op: ways, href, ...JSON_TYPE },
      ...(observable ? [{ op: ['observeproperty', 'unobserveproperty'], href, ...STREAM }] : []),
    ],
  }
}

function actionThing(described: ActionDescription, href: string): Schema {
  const { title, input } = described
  const withUnit = (field: Parameters<typeof valueSchema>[0] & { default?: unknown }): Schema => ({
    ...worded(valueSchema(field), noteOf(field)),
    ...(field.unit !== undefined && { unit: field.unit }),
    ...(field.default !== undefined && { default: field.default }),
  })
  return {
    title,
    safe: false,
    idempotent: false,
    // The answer is how it ended.
    synchronous: true,
    ...(input && {
      input: { type: 'object', properties: { input: inputSchema(described, withUnit) }, required: ['input'] },
    }),
    output: { type: 'object', properties: { outcome: { type: 'string' }, sentence: { type: 'string' } } },
    forms: [{ op: 'invokeaction', href, ...JSON_TYPE }],
  }
}

const eventThing = (described: EventDescription, href: string): Schema => ({
  title: described.title,
  data: eventSchema(described),
  forms: [{ op: ['subscribeevent', 'unsubscribeevent'], href, ...STREAM }],
})

const worded = (schema: Schema, description: string): Schema => ({ ...schema, ...(description && { description }) })

const mapped = <T>(record: Readonly<Record<string, T>>, fn: (of: T, name: string) => Schema) =>
  Object.fromEntries(Object.entries(record).map(([name, of]) => [name, fn(of, name)]))
