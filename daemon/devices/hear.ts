import type { Driver } from '../../drivers/contract.ts'
import type { Heard, Reading } from '../core/index.ts'
import { dataFault, valueFault } from './values.ts'

/** What a driver makes of a frame that answers nothing. Anything but what it declared is a fault of the driver. */
export function hear(
  driver: Driver,
  text: string,
  now: number
): { readings: readonly Reading[]; events: readonly Heard[] } {
  const readings: Reading[] = []
  const events: Heard[] = []
  driver.heard?.(text, {
    value(property, value) {
      const declared = own(driver.properties, property)
      const fault = valueFault(value, declared.description.type)
      if (fault) throw new Error(`${fault} ("${property}")`)
      readings.push({ property, value, sampled: now })
    },
    event(name, data) {
      const fault = dataFault(data, own(driver.events, name).data)
      if (fault) throw new Error(fault)
      events.push({ name, data })
    },
  })
  return { readings, events }
}

function own<T>(declared: Readonly<Record<string, T>>, name: string): T {
  if (!Object.hasOwn(declared, name)) throw new Error(`it reports "${name}", which it does not declare`)
  return declared[name] as T
}
