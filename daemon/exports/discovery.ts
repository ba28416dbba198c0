import type { ActionDescription, DeviceDescription, PropertyDescription } from '../../protocol/index.ts'
import type { Settings } from './config.ts'
import { homeUnit } from './units.ts'

/** Where Home Assistant looks for what there is, and says that it is there itself. */
export const HOME = 'homeassistant'
export const HOME_STATUS = `${HOME}/status`

/** Seconds that a command of Home Assistant's may live; an action may live no longer. */
const EXPIRY = 5
/** Longest state that Home Assistant keeps, characters. */
const LONGEST = 255

interface Station {
  readonly settings: Settings
  readonly version: string
}

type Document = Readonly<Record<string, unknown>>
interface Entity {
  readonly component: string
  readonly own: Document
}

/** This station's documents are all below here: `homeassistant/<component>/<node>/<object>/config`. */
export const nodeOf = ({ base }: Settings): string => plain(base)

/**
 * The documents by which Home Assistant finds a device's properties and actions, by their topics.
 *
 * What can be commanded (only with `commands`) quotes an expiry, which a Home Assistant that is too old does not know
 * and does not send: its commands are refused, unless `withoutExpiry` lets them in.
 */
export function discoveryOf(device: string, known: DeviceDescription, station: Station): Map<string, string> {
  const { settings } = station
  const documents = new Map<string, string>()
  const add = (name: string, title: string, entity: Entity | undefined): void => {
    if (!entity) return
    const object = `${plain(device)}-${plain(name)}`
    const topic = `${HOME}/${entity.component}/${nodeOf(settings)}/${object}/config`
    documents.set(
      topic,
      JSON.stringify({
        name: title,
        unique_id: `${nodeOf(settings)}_${object}`,
        ...entity.own,
        ...common(device, known, station, entity.own.state_topic),
      })
    )
  }
  for (const [name, property] of Object.entries(known.properties)) {
    const key = `${device}.${name}`
    if (settings.rule(key)) add(name, property.title, ofProperty(key, property, settings))
  }
  for (const [name, action] of Object.entries(known.actions)) {
    const key = `${device}.${name}`
    if (settings.rule(key)) add(name, action.title, ofAction(key, action, settings))
  }
  return documents
}

function common(device: string, known: DeviceDescription, { settings, version }: Station, topic: unknown): Document {
  const { base, json } = settings
  const state = (of: string): Document => ({ topic: `${base}/${of}`, value_template: '{{ value_json.state }}' })
  // A value that its device calls bad is not available, however well the device is.
  const value = { topic, value_template: "{{ 'offline' if value_json.quality == 'bad' else 'online' }}" }
  return {
    availability: [state('status'), state(`${device}/$state`), ...(json && topic !== undefined ? [value] : [])],
    availability_mode: 'all',
    device: {
      identifiers: [`${nodeOf(settings)}_${plain(device)}`],
      name: known.title,
      model: known.simulated ? `${known.driver} (simulated)` : known.driver,
      sw_version: `Lockstep ${version}`.trim(),
      ...(known.group !== undefined && { suggested_area: known.group }),
    },
    origin: { name: 'Lockstep', ...(version !== '' && { sw_version: version }) },
  }
}

function ofProperty(key: string, property: PropertyDescription, settings: Settings): Entity | undefined {
  const commanded = settings.commands && property.control !== undefined
  if (property.writeOnly && !commanded) return undefined
  const read = property.writeOnly ? {} : reading(key, property, settings)
  const write = commanded ? commanding(`${settings.base}/${key.replace('.', '/')}/set`, key, settings) : {}
  const own = { ...read, ...write }
  if (property.type === 'boolean')
    return { component: commanded ? 'switch' : 'binary_sensor', own: { ...own, ...onOff } }
  if (property.type === 'number') return ofNumber(property, own, commanded)
  return ofText(property, own, commanded)
}

const onOff = { payload_on: 'true', payload_off: 'false' }

function ofNumber(
  { unit: code, range, step, precision }: PropertyDescription,
  own: Document,
  commanded: boolean
): Entity {
  const { unit, kind } = homeUnit(code) ?? {}
  const quantity = {
    ...(unit !== undefined && { unit_of_measurement: unit }),
    ...(kind !== undefined && { device_class: kind }),
  }
  if (commanded) {
    const [min, max] = range ?? [-1e9, 1e9]
    // Home Assistant knows no finer step.
    return {
      component: 'number',
      own: { ...own, ...quantity, min, max, step: Math.max(0.001, step ?? precision ?? 0.001), mode: 'box' },
    }
  }
  const digits = precision === undefined ? undefined : Math.max(0, Math.ceil(-Math.log10(precision) - 1e-9))
  return {
    component: 'sensor',
    own: {
      ...own,
      ...quantity,
      // A measured energy is a sum, which may go down: of a measurement of the moment Home Assistant makes nothing.
      state_class: kind === 'energy' ? 'total' : 'measurement',
      ...(digits !== undefined && { suggested_display_precision: digits }),
    },
  }
}

function ofText({ choices, longest }: PropertyDescription, own: Document, commanded: boolean): Entity {
  const options = choices?.map(({ value }) => value)
  if (commanded && options) return { component: 'select', own: { ...own, options } }
  if (commanded) return { component: 'text', own: { ...own, max: Math.min(longest ?? LONGEST, LONGEST) } }
  return { component: 'sensor', own: { ...own, ...(options && { device_class: 'enum', options }) } }
}

function ofAction(key: string, { input = {} }: ActionDescription, settings: Settings): Entity | undefined {
  // A button has nothing to say.
  if (!settings.commands || Object.values(input).some(field => field.default === undefined)) return undefined
  const topic = `${settings.base}/${key.replace('.', '/')}/call`
  return { component: 'button', own: { ...commanding(topic, key, settings), payload_press: '{}' } }
}

function reading(key: string, { type }: PropertyDescription, { base, json }: Settings): Document {
  const state_topic = `${base}/${key.replace('.', '/')}`
  if (!json) return { state_topic }
  const template = {
    number: '{{ value_json.value }}',
    boolean: "{{ {true: 'true', false: 'false'}.get(value_json.value, 'None') }}",
    string: `{{ (value_json.value | string)[:${LONGEST}] }}`,
  }[type]
  return { state_topic, value_template: template }
}

const commanding = (command_topic: string, key: string, settings: Settings): Document => ({
  command_topic,
  retain: false,
  ...(!settings.withoutExpiry(key) && { message_expiry_interval: EXPIRY }),
})

/** As Home Assistant allows it for the parts of a topic. */
const plain = (text: string): string => text.replace(/[^a-zA-Z0-9_-]+/g, '-')
