import type { Driver } from '../../drivers/contract.ts'
import type { Heard, Reading } from '../core/index.ts'
import { dataFault, readingFault, readingOf } from './values.ts'

export interface Sample {
  readonly stream: string
  readonly values: readonly number[]
}

/** What a driver makes of a frame that answers nothing. Anything but what it declared is a fault of the driver. */
export function hear(
  driver: Driver,
  text: string,
  now: number
): { readings: readonly Reading[]; events: readonly Heard[]; samples: readonly Sample[] } {
  const readings: Reading[] = []
  const events: Heard[] = []
  const samples: Sample[] = []
  driver.heard?.(text, {
    value(property, value) {
      const declared = own(driver.properties, property)
      const fault = readingFault(value, declared.description.type)
      if (fault) throw new Error(`${fault} ("${property}")`)
      readings.push(readingOf(driver, property, value, now))
    },
    sample(stream, values) {
      const { channels } = own(driver.streams ?? {}, stream)
      if (values.length !== channels.length || !values.every(Number.isFinite))
        throw new Error(`a sample of "${stream}" is ${channels.length} finite numbers, and it reports ${values}`)
      samples.push({ stream, values })
    },
    event(name, data) {
      const fault = dataFault(data, own(driver.events, name).data)
      if (fault) throw new Error(fault)
      events.push({ name, data })
    },
  })
  return { readings, events, samples }
}

function own<T>(declared: Readonly<Record<string, T>>, name: string): T {
  if (!Object.hasOwn(declared, name)) throw new Error(`it reports "${name}", which it does not declare`)
  return declared[name] as T
}
