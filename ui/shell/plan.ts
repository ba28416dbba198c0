import type { ActionDescription, DeviceDescription, PropertyDescription } from '../../protocol/index.ts'

export interface Placed {
  readonly name: string
  readonly property: PropertyDescription
}

/** How something that is read is shown. */
export type Reader = 'readout' | 'gauge' | 'digits' | 'bar' | 'indicator'
/** How something that can be set is. */
export type Setter = 'slider' | 'entry' | 'toggle' | 'select' | 'text' | 'colour'

export interface Display extends Placed {
  readonly as: Reader
  /** The setpoint that it follows: the first of its section in the same unit. */
  readonly companion: Placed | undefined
}

export interface Handle extends Placed {
  readonly as: Setter
}

export interface Section {
  /** The first has none: it is the device's own. */
  readonly title: string | undefined
  readonly readings: readonly Display[]
  readonly controls: readonly Handle[]
}

/** What stands where on the card of a device, found from its description alone. */
export interface Plan {
  readonly sections: readonly Section[]
  readonly actions: readonly { readonly name: string; readonly action: ActionDescription }[]
  /** Numbers to be read; the first is the device's own. */
  readonly readouts: readonly Placed[]
  /** Yes or no, and words. */
  readonly indicators: readonly Placed[]
  /** What has limits, or may say an alarm of its own. */
  readonly watched: readonly Placed[]
  /** There is something for a chart to draw. */
  readonly charted: boolean
}

export function planOf({ properties, actions }: DeviceDescription): Plan {
  const all = Object.entries(properties).map(([name, property]) => ({ name, property }))
  const read = all.filter(({ property }) => property.control === undefined)
  const readouts = read.filter(({ property }) => property.type === 'number')
  return {
    sections: sectionsOf(all),
    actions: Object.entries(actions).map(([name, action]) => ({ name, action })),
    readouts,
    indicators: read.filter(placed => !readouts.includes(placed)),
    charted: all.some(
      ({ property: { type, control } }) => type === 'number' && (control?.kind ?? 'setpoint') === 'setpoint'
    ),
    watched: all.filter(({ property }) => property.alarm !== undefined),
  }
}

/** In the order in which the driver names them; what stands in none comes first. */
function sectionsOf(all: readonly Placed[]): Section[] {
  const titles = [undefined, ...all.map(({ property }) => property.section)]
  return [...new Set(titles)]
    .map(title =>
      sectionOf(
        title,
        all.filter(({ property }) => property.section === title)
      )
    )
    .filter(({ readings, controls }) => readings.length + controls.length > 0)
}

function sectionOf(title: string | undefined, all: readonly Placed[]): Section {
  const controls = all
    .filter(({ property }) => property.control !== undefined)
    .map(placed => ({ ...placed, as: setterOf(placed.property) }))
  const numbers = controls.filter(({ property }) => property.type === 'number')
  const companionOf = ({ unit }: PropertyDescription) =>
    unit === undefined ? undefined : numbers.find(({ property }) => property.unit === unit)
  const readings = all
    .filter(({ property }) => property.control === undefined)
    .map(placed => ({ ...placed, as: readerOf(placed.property), companion: companionOf(placed.property) }))
  // Numbers before lamps and words: each kind has a height of its own.
  const lamp = ({ as }: Display) => as === 'indicator'
  return { title, readings: [...readings.filter(one => !lamp(one)), ...readings.filter(lamp)], controls }
}

/** A track of more steps than these is too coarse for a hand. */
const STEPS = 1_000

function setterOf({ type, range, step, look, choices, format }: PropertyDescription): Setter {
  if (type === 'boolean') return 'toggle'
  if (type === 'string') return choices ? 'select' : format === 'colour' ? 'colour' : 'text'
  if (range === undefined) return 'entry'
  if (look === 'slider' || look === 'entry') return look
  return step !== undefined && (range[1] - range[0]) / step > STEPS * 1.001 ? 'entry' : 'slider'
}

/** A scale needs ends: without a range there is nothing to draw. */
function readerOf({ type, range, look }: PropertyDescription): Reader {
  if (type !== 'number') return 'indicator'
  if (look === 'digits') return 'digits'
  return range && (look === 'gauge' || look === 'bar') ? look : 'readout'
}
