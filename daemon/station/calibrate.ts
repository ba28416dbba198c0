import type { Calibration, Driver, Property } from '../../drivers/contract.ts'
import type { PropertyDescription, Verification } from '../../protocol/index.ts'
import type { ConfigDocument, Path } from './document.ts'
import { namesIn } from './names.ts'
import type { Problem } from './problem.ts'
import type { Calibration as Config } from './schema.ts'

type Configs = Readonly<Record<string, Config>>

/** The driver of a device whose numbers mean other than they say; everything it declares is told as what it means. */
export function calibrated(
  document: ConfigDocument,
  path: Path,
  driver: Driver,
  configs: Configs = {}
): Driver | readonly Problem[] {
  const problems = Object.entries(configs).flatMap(([name, config]) =>
    faultsOf(document, [...path, name], driver, config)
  )
  if (problems.length > 0) return problems
  const changed = Object.entries(configs).map(([name, config]) => {
    return [name, calibratedProperty(driver.properties[name] as Property, config)] as const
  })
  if (changed.length === 0) return driver
  const properties = { ...driver.properties, ...Object.fromEntries(changed) }
  const expect = Object.entries(driver.stop.expect ?? {}).map(([name, value]) => {
    const calibration = typeof value === 'number' ? properties[name]?.calibration : undefined
    return [name, calibration ? calibration.meant(value as number) : value] as const
  })
  const stop = driver.stop.expect ? { ...driver.stop, expect: Object.fromEntries(expect) } : driver.stop
  return { ...driver, properties, stop }
}

function faultsOf(document: ConfigDocument, path: Path, driver: Driver, config: Config): Problem[] {
  const name = String(path.at(-1))
  const property = Object.hasOwn(driver.properties, name) ? driver.properties[name] : undefined
  if (property?.description.type !== 'number') {
    const numbers = Object.keys(driver.properties).filter(n => driver.properties[n]?.description.type === 'number')
    return [
      { ...document.placeOfKey(path), what: `"${name}" is no number of this device.`, fix: namesIn(name, numbers) },
    ]
  }
  const { gain, offset, table } = config
  if (table && (gain !== undefined || offset !== undefined)) {
    const what = `"${name}" has a table, and a gain or an offset.`
    return [{ ...document.placeOfKey([...path, 'table']), what, fix: 'Leave out the one or the other.' }]
  }
  if (!table && gain === undefined && offset === undefined) {
    const what = `The calibration of "${name}" has neither a gain nor an offset nor a table.`
    return [{ ...document.placeOfKey(path), what, fix: 'Write, for example:  gain: 1.002' }]
  }
  if (gain === 0) {
    const what = 'With a gain of 0 every value would be the same.'
    return [{ ...document.placeOf([...path, 'gain']), what, fix: 'Write, for example:  gain: 1.002' }]
  }
  const wrong = table?.findIndex((_, i) => !inLine(table, i)) ?? -1
  if (wrong < 0) return []
  const what = 'In a table what the device says increases from point to point, and what it means goes one way.'
  const fix = 'Order the points, and leave out what is there twice.'
  return [{ ...document.placeOf([...path, 'table', wrong]), what, fix }]
}

type Table = readonly (readonly [number, number])[]

function inLine(table: Table, i: number): boolean {
  const [before, here] = [table[i - 1], table[i]]
  if (!before || !here) return true
  const way = Math.sign((table[1]?.[1] ?? 0) - (table[0]?.[1] ?? 0))
  return here[0] > before[0] && Math.sign(here[1] - before[1]) === way && way !== 0
}

function calibratedProperty(property: Property, config: Config): Property {
  const calibration = calibrationOf(config, property.description.control && property.description.range)
  return { ...property, calibration, description: meantBy(property.description, calibration, config) }
}

/** @param range of what the device takes: beyond it nothing is written because of a rounding. */
function calibrationOf({ gain = 1, offset = 0, table }: Config, range?: readonly [number, number]): Calibration {
  const points: Table = table ?? [
    [0, offset],
    [1, gain + offset],
  ]
  const inverse = points.map(([said, meant]) => [meant, said] as const).toSorted(([a], [b]) => a - b)
  const [least, most] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  return {
    meant: table ? said => along(points, said) : said => said * gain + offset,
    said(meant) {
      const said = table ? along(inverse, meant) : (meant - offset) / gain
      return Math.min(most, Math.max(least, said))
    },
  }
}

/** Linear between the points, and beyond them as between the last two. */
function along(points: Table, x: number): number {
  const after = points.findIndex(([at]) => at >= x)
  const i = after < 0 ? points.length - 1 : Math.max(1, after)
  const [x0, y0] = points[i - 1] as readonly [number, number]
  const [x1, y1] = points[i] as readonly [number, number]
  return y0 + ((x - x0) * (y1 - y0)) / (x1 - x0)
}

function meantBy(
  description: PropertyDescription,
  { meant }: Calibration,
  { gain = 1, table, unit, precision }: Config
): PropertyDescription {
  const slopes = table?.slice(1).map(([x, y], i) => (y - (table[i]?.[1] ?? 0)) / (x - (table[i]?.[0] ?? 0)))
  const slope = Math.max(...(slopes ?? [gain]).map(Math.abs))
  const { range, control, alarm, deadband, step } = description
  // What is to look round stays round: a gain near 1 leaves steps and precision as they are.
  const decade = 10 ** Math.round(Math.log10(slope))
  const fine = precision ?? (description.precision && tidy(description.precision * decade))
  const limits = alarm && alarmMeant(alarm, meant, slope)
  return {
    ...description,
    ...(unit !== undefined && { unit }),
    ...(range && { range: inOrder(tidy(meant(range[0])), tidy(meant(range[1]))) }),
    ...(step !== undefined && { step: tidy(step * decade) }),
    ...(fine !== undefined && { precision: fine }),
    ...(deadband !== undefined && { deadband: deadband * slope }),
    ...(limits && { alarm: limits }),
    ...(control && {
      control: {
        ...control,
        verify: verified(control.verify, slope),
        ...(typeof control.safe === 'number' && { safe: meant(control.safe) }),
      },
    }),
  }
}

type Alarm = NonNullable<PropertyDescription['alarm']>

/** A falling calibration makes a low of a high. */
function alarmMeant(alarm: Alarm, meant: (said: number) => number, slope: number): Alarm {
  const falls = meant(1) < meant(0)
  const other = { low: 'high', high: 'low', lowLow: 'highHigh', highHigh: 'lowLow' } as const
  const limits = (['low', 'lowLow', 'high', 'highHigh'] as const).flatMap(name => {
    const limit = alarm[name]
    return limit === undefined ? [] : [[falls ? other[name] : name, tidy(meant(limit))] as const]
  })
  const { hysteresis } = alarm
  return { ...Object.fromEntries(limits), ...(hysteresis !== undefined && { hysteresis: tidy(hysteresis * slope) }) }
}

const verified = (verify: Verification, slope: number): Verification =>
  verify.by === 'readback' ? { ...verify, within: verify.within * slope } : verify

const inOrder = (a: number, b: number): readonly [number, number] => (a < b ? [a, b] : [b, a])

/** Without what is binary and not decimal. */
const tidy = (value: number): number => Number(value.toPrecision(12))
