import type { Driver } from '../../drivers/contract.ts'
import type { DeviceDescription } from '../../protocol/index.ts'

export interface Circumstances {
  readonly driverName: string
  readonly where: string
  readonly simulated: boolean
  /** A title of its own, from the config. */
  readonly title?: string
  readonly group?: string
}

/** What everybody is told of a device: its driver's declarations, and where it is. */
export function describe(driver: Driver, circumstances: Circumstances): DeviceDescription {
  const { driverName, where, simulated, title, group } = circumstances
  const { properties, actions, events, streams, stop, onLinkLoss } = driver
  return {
    title: title ?? driver.title,
    driver: driverName,
    simulated,
    where,
    ...(group !== undefined && { group }),
    properties: mapValues(properties, ({ description, read, write }) => {
      if (read) return description
      return write ? { ...description, writeOnly: true } : { ...description, pushed: true }
    }),
    actions: mapValues(actions, ({ description }) => description),
    events,
    ...(streams && { streams }),
    stop: stop.how,
    ...(onLinkLoss !== undefined && { onLinkLoss }),
  }
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, fn: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fn(value)]))
}
