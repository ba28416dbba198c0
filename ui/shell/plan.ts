import type { ActionDescription, DeviceDescription, PropertyDescription } from '../../protocol/index.ts'

export interface Placed {
  readonly name: string
  readonly property: PropertyDescription
}

/** What stands where on the card of a device, found from its description alone. */
export interface Plan {
  /** Numbers to be read; the first is the device's own. */
  readonly readouts: readonly Placed[]
  readonly indicators: readonly Placed[]
  readonly sliders: readonly Placed[]
  readonly toggles: readonly Placed[]
  readonly actions: readonly { readonly name: string; readonly action: ActionDescription }[]
  /** The setpoint that the first readout follows: the first in the same unit. */
  readonly companion: Placed | undefined
}

export function planOf({ properties, actions }: DeviceDescription): Plan {
  const all = Object.entries(properties).map(([name, property]) => ({ name, property }))
  const readouts = all.filter(({ property }) => property.type === 'number' && !isSlider(property))
  const sliders = all.filter(({ property }) => isSlider(property))
  const toggles = all.filter(({ property }) => isToggle(property))
  const indicators = all.filter(({ property }) => property.type !== 'number' && !isToggle(property))
  const unit = readouts[0]?.property.unit
  return {
    readouts,
    indicators,
    sliders,
    toggles,
    actions: Object.entries(actions).map(([name, action]) => ({ name, action })),
    companion: unit === undefined ? undefined : sliders.find(({ property }) => property.unit === unit),
  }
}

const isSlider = ({ type, control, range }: PropertyDescription): boolean =>
  type === 'number' && control !== undefined && range !== undefined
const isToggle = ({ type, control }: PropertyDescription): boolean => type === 'boolean' && control !== undefined
