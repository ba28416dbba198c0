import type { Driver } from '../../drivers/contract.ts'
import { LIMITS, type Scalar } from '../../protocol/index.ts'
import type { Reading } from '../core/index.ts'

type Type = 'number' | 'boolean' | 'string'

/** What is wrong with a value that a driver reports; undefined when nothing is. What is committed is on the wire as it is. */
function valueFault(value: unknown, type: Type): string | undefined {
  const fits = typeof value === type && (typeof value !== 'number' || Number.isFinite(value))
  if (!fits) return `it read ${String(value)} where a ${type} was expected`
  const tooLong = typeof value === 'string' && value.length > LIMITS.text
  return tooLong ? `it read a text of ${value.length} characters; ${LIMITS.text} are the most` : undefined
}

/** The same for a reading, which may be none. */
export const readingFault = (value: unknown, type: Type): string | undefined =>
  value === null ? undefined : valueFault(value, type)

/** What a device said of a property, as what it means. */
export function readingOf(driver: Driver, property: string, said: Scalar, sampled: number): Reading {
  const calibration = driver.properties[property]?.calibration
  if (!calibration || typeof said !== 'number') return { property, value: said, sampled }
  return { property, value: calibration.meant(said), raw: said, sampled }
}

/** What is wrong with the data of an event: exactly what was declared. */
export function dataFault(data: Readonly<Record<string, Scalar>>, declared: Readonly<Record<string, Type>>) {
  for (const name of Object.keys(data))
    if (!Object.hasOwn(declared, name)) return `it reports "${name}", which it does not declare`
  for (const [name, type] of Object.entries(declared)) {
    const fault = valueFault(data[name], type)
    if (fault) return `${fault} ("${name}")`
  }
  return undefined
}
