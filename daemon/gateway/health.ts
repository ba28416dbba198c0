import type { LinkState } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'

export interface Health {
  /** `ok`: every device is connected. */
  readonly status: 'ok' | 'degraded'
  readonly version: string
  readonly epoch: string
  readonly revision: number
  /** Seconds since the start. */
  readonly uptime: number
  readonly devices: Readonly<Record<string, LinkState>>
  /** Scopes that are stopped. */
  readonly latched: readonly string[]
  readonly connections: number
  /** Names of those that do not keep up with what they are sent. */
  readonly slow: readonly string[]
}

export function healthOf(
  { epoch, revision, devices, stops }: State,
  house: Pick<Health, 'version' | 'connections' | 'slow' | 'uptime'>
): Health {
  const links = [...devices.values()].map(({ name, link }) => [name, link] as const)
  return {
    status: links.every(([, link]) => link.state === 'up') ? 'ok' : 'degraded',
    version: house.version,
    epoch,
    revision,
    uptime: house.uptime,
    devices: Object.fromEntries(links),
    latched: [...stops].filter(([, { latched }]) => latched).map(([scope]) => scope),
    connections: house.connections,
    slow: house.slow,
  }
}
