/**
 * What Home Assistant takes, as its documentation has it (home-assistant.io, the pages "MQTT sensor" and so on, and its
 * list of device classes): for each component the keys that it must have and those that it may, and what stands in them.
 */

type Check = (value: unknown) => boolean
const text: Check = value => typeof value === 'string' && value !== ''
const truth: Check = value => typeof value === 'boolean'
const finite: Check = value => typeof value === 'number' && Number.isFinite(value)
const count: Check = value => Number.isInteger(value) && (value as number) >= 0
const texts: Check = value => Array.isArray(value) && value.length > 0 && value.every(text)
const among =
  (...all: string[]): Check =>
  value =>
    all.includes(value as string)
/** A topic to publish to or to listen on, without wildcards. */
const topic: Check = value => text(value) && !/[+#\0]/.test(value as string)
/** Balanced, and of what our values can be. */
const template: Check = value => text(value) && /^\{\{ .+ \}\}$/.test(value as string)

interface Keys {
  readonly required: Readonly<Record<string, Check>>
  readonly optional: Readonly<Record<string, Check>>
}

const common = {
  name: text,
  unique_id: text,
  availability: (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isAvailability),
  availability_mode: among('all', 'any', 'latest'),
  device: isDevice,
  origin: isOrigin,
  qos: (value: unknown) => value === 0 || value === 1 || value === 2,
  // Home Assistant of summer 2026 (home-assistant/core 171143); an older one passes over what it does not know.
  message_expiry_interval: count,
}
const read = { state_topic: topic, value_template: template }
const written = { command_topic: topic }
const mayWrite = { retain: truth, command_template: template, optimistic: truth }
const quantity = { device_class: (value: unknown) => text(value), unit_of_measurement: text }

const COMPONENTS: Readonly<Record<string, Keys>> = {
  sensor: {
    required: { state_topic: topic },
    optional: {
      ...common,
      ...read,
      ...quantity,
      state_class: among('measurement', 'total', 'total_increasing'),
      suggested_display_precision: count,
      options: texts,
      expire_after: count,
      force_update: truth,
    },
  },
  binary_sensor: {
    required: { state_topic: topic },
    optional: { ...common, ...read, device_class: text, payload_on: text, payload_off: text, expire_after: count },
  },
  number: {
    required: written,
    optional: {
      ...common,
      ...read,
      ...mayWrite,
      ...quantity,
      min: finite,
      max: finite,
      step: finite,
      mode: among('auto', 'box', 'slider'),
    },
  },
  switch: {
    required: written,
    optional: { ...common, ...read, ...mayWrite, payload_on: text, payload_off: text, state_on: text, state_off: text },
  },
  select: { required: { ...written, options: texts }, optional: { ...common, ...read, ...mayWrite } },
  text: {
    required: written,
    optional: {
      ...common,
      ...read,
      ...mayWrite,
      min: count,
      max: count,
      mode: among('text', 'password'),
      pattern: text,
    },
  },
  button: {
    required: written,
    optional: { ...common, retain: truth, command_template: template, payload_press: text },
  },
}

/** Units that Home Assistant takes for a kind of quantity; of those that we use. */
export const UNITS_OF: Readonly<Record<string, readonly string[]>> = {
  temperature: ['°C', '°F', 'K'],
  voltage: ['V', 'mV'],
  current: ['A', 'mA'],
  power: ['W', 'kW', 'MW'],
  apparent_power: ['VA'],
  energy: ['J', 'Wh', 'kWh', 'MWh'],
  frequency: ['Hz', 'kHz', 'MHz', 'GHz'],
  pressure: ['Pa', 'hPa', 'kPa', 'bar', 'mbar', 'psi'],
  distance: ['mm', 'cm', 'm', 'km'],
  speed: ['m/s', 'km/h'],
  weight: ['mg', 'g', 'kg'],
  volume_storage: ['L'],
  volume_flow_rate: ['L/min'],
  duration: ['ms', 's', 'min', 'h', 'd'],
  illuminance: ['lx'],
  data_size: ['B', 'kB', 'MB', 'GB', 'KiB', 'MiB', 'GiB'],
  data_rate: ['B/s', 'kB/s', 'MB/s'],
}

type Document = Readonly<Record<string, unknown>>

/** What is wrong with a document at its topic, in words. */
export function faultsOf(at: string, document: Document): string[] {
  const [, component = '', node = '', object = '', config, ...more] = at.split('/')
  const name = /^[a-zA-Z0-9_-]+$/
  if (config !== 'config' || more.length > 0 || !name.test(node) || !name.test(object))
    return [`${at} is no topic of a document`]
  const keys = COMPONENTS[component]
  if (!keys) return [`${component} is no component`]
  const known: Readonly<Record<string, Check>> = { ...keys.optional, ...keys.required }
  return [
    ...Object.keys(keys.required)
      .filter(key => !(key in document))
      .map(key => `${key} is missing`),
    ...Object.keys(document)
      .filter(key => !Object.hasOwn(known, key))
      .map(key => `${key} is not known`),
    ...Object.entries(document)
      .filter(([key, value]) => known[key]?.(value) === false)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
    ...together(component, document),
  ]
}

/** What only holds of several keys together. */
function together(component: string, document: Document): string[] {
  const faults: string[] = []
  const { device_class: kind, unit_of_measurement: unit, state_class, options, min, max, step } = document
  if (!('unique_id' in document) || !('device' in document)) faults.push('a device needs a unique_id and a device')
  if (kind === 'enum') {
    if (!options || unit !== undefined || state_class !== undefined)
      faults.push('an enum has options, and no unit and no state class')
  } else if (
    kind !== undefined &&
    component !== 'binary_sensor' &&
    !UNITS_OF[kind as string]?.includes(unit as string)
  ) {
    faults.push(`${kind} is not measured in ${unit}`)
  }
  if (component === 'sensor' && options && kind !== 'enum') faults.push('options are for an enum')
  if (kind === 'energy' && state_class === 'measurement') faults.push('an energy is a total')
  if (component === 'number' && !(Number(max) > Number(min) && Number(step) >= 0.001)) faults.push('min, max, step')
  if (component === 'text' && Number(max) > 255) faults.push('a text has 255 characters at most')
  return faults
}

function isAvailability(value: unknown): boolean {
  const { topic: at, value_template, ...more } = value as Document
  return topic(at) && template(value_template) && Object.keys(more).every(key => /^payload_(not_)?available$/.test(key))
}

function isDevice(value: unknown): boolean {
  const { identifiers, ...more } = value as Document
  const known = [
    'name',
    'model',
    'model_id',
    'manufacturer',
    'sw_version',
    'hw_version',
    'serial_number',
    'suggested_area',
  ]
  return texts(identifiers) && Object.entries(more).every(([key, of]) => known.includes(key) && text(of))
}

function isOrigin(value: unknown): boolean {
  const { name, ...more } = value as Document
  return (
    text(name) && Object.entries(more).every(([key, of]) => ['sw_version', 'support_url'].includes(key) && text(of))
  )
}
