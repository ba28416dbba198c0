import type { Driver } from '../../drivers/contract.ts'
import type { ConfigDocument, Path } from './document.ts'
import { namesIn } from './names.ts'
import type { Problem } from './problem.ts'
import type { Alarm } from './schema.ts'

/** The driver of a device whose limits are the station's where the station says some, else its own. */
export function alarmed(
  document: ConfigDocument,
  path: Path,
  driver: Driver,
  alarms: Readonly<Record<string, Alarm>> = {}
): Driver | readonly Problem[] {
  const properties = { ...driver.properties }
  const problems: Problem[] = []
  for (const [name, limits] of Object.entries(alarms)) {
    const at = [...path, name]
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!property) {
      const fix = namesIn(name, Object.keys(properties))
      problems.push({ ...document.placeOfKey(at), what: `"${name}" is no value of this device.`, fix })
      continue
    }
    const { description } = property
    const alarm = { ...description.alarm, ...limits }
    const fault = faultOf(limits, alarm, description.type)
    if (fault) problems.push({ ...document.placeOfKey([...at, fault.at]), what: fault.what, fix: fault.fix })
    else properties[name] = { ...property, description: { ...description, alarm } }
  }
  return problems.length > 0 ? problems : { ...driver, properties }
}

const LIMITS = ['lowLow', 'low', 'high', 'highHigh'] as const

function faultOf(limits: Alarm, alarm: Alarm, type: string): { at: string; what: string; fix: string } | undefined {
  const numbers = LIMITS.filter(limit => limits[limit] !== undefined)
  if (type !== 'number') {
    const [at] = [...numbers, ...(limits.hysteresis === undefined ? [] : ['hysteresis'])]
    if (at !== undefined) return { at, what: `A ${type} has no limit "${at}".`, fix: ON }
  }
  if (type !== 'boolean' && limits.on !== undefined) {
    return { at: 'on', what: `A ${type} is never on.`, fix: 'Write limits, for example:  high: 12' }
  }
  const given = LIMITS.filter(limit => alarm[limit] !== undefined)
  const wrong = given.findIndex((limit, i) => i > 0 && Number(alarm[limit]) < Number(alarm[given[i - 1] ?? limit]))
  if (wrong < 0) return undefined
  const [below, above] = [given[wrong - 1] ?? '', given[wrong] ?? '']
  const what = `"${above}" (${alarm[given[wrong] ?? 'low']}) is below "${below}" (${alarm[given[wrong - 1] ?? 'low']}).`
  const at = limits[given[wrong] ?? 'low'] === undefined ? below : above
  return { at, what, fix: `In this order they increase: ${LIMITS.join(', ')}; what is not written is the driver's.` }
}

const ON = 'Write  on: minor  or  on: major  for a value that is true or false; other values have no alarm.'
