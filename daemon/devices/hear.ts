import type { Driver } from '../../drivers/contract.ts'
import type { Heard, Reading } from '../core/index.ts'

/** What a driver makes of a frame that answers nothing. Names it did not declare are a fault of the driver. */
export function hear(
  driver: Driver,
  text: string,
  now: number
): { readings: readonly Reading[]; events: readonly Heard[] } {
  const readings: Reading[] = []
  const events: Heard[] = []
  driver.heard?.(text, {
    value(property, value) {
      if (!(property in driver.properties)) throw new Error(`it reports "${property}", which it does not declare`)
      readings.push({ property, value, sampled: now })
    },
    event(name, data) {
      if (!(name in driver.events)) throw new Error(`it reports the event "${name}", which it does not declare`)
      events.push({ name, data })
    },
  })
  return { readings, events }
}
