import type { DeviceDescription } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'

/** What is recorded: one for each number and each truth of the station. */
export interface Column {
  /** `plate.temperature` */
  readonly key: string
  readonly title: string
  readonly unit?: string
  readonly device: string
}

/** Where the samples of a stream go: the place of its first column; the others follow it. */
export interface Layout {
  readonly columns: readonly Column[]
  readonly places: ReadonlyMap<string, readonly number[]>
}

/** The columns of a run, device by device; `only`: names of devices or properties, none for all. */
export function layoutOf({ devices }: Pick<State, 'devices'>, only: readonly string[]): Layout {
  const columns: Column[] = []
  const places = new Map<string, readonly number[]>()
  for (const { name, description } of devices.values()) {
    const place = new Map<string, number>()
    for (const column of columnsOf(name, description)) {
      if (only.length > 0 && !only.includes(name) && !only.includes(column.key)) continue
      place.set(column.key, columns.push(column) - 1)
      places.set(column.key, [columns.length - 1])
    }
    for (const [stream, { channels }] of Object.entries(description.streams ?? {})) {
      places.set(
        `${name}.${stream}`,
        channels.map(channel => place.get(`${name}.${channel}`) ?? -1)
      )
    }
  }
  return { columns, places }
}

const columnsOf = (device: string, { properties }: DeviceDescription): Column[] =>
  Object.entries(properties)
    .filter(([, { type }]) => type !== 'string')
    .map(([name, { title, unit }]) => ({
      key: `${device}.${name}`,
      title,
      device,
      ...(unit !== undefined && { unit }),
    }))
