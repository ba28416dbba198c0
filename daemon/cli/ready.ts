import { join } from 'node:path'

export interface Ready {
  readonly url: string
  readonly title: string
  readonly devices: readonly { readonly simulated: boolean }[]
  /** Stops that outlived the last daemon. */
  readonly latches?: readonly { readonly scope: string; readonly by?: string }[]
  /** What makes the first user; undefined where there is one. */
  readonly claim?: string | undefined
}

/** The one line that says where to look. */
export function readyLine({ url, title, devices, latches = [], claim }: Ready): string {
  const simulated = devices.filter(device => device.simulated).length
  const count = `${devices.length} ${devices.length === 1 ? 'device' : 'devices'}`
  const which = simulated === 0 ? '' : simulated === devices.length ? ', simulated' : `, ${simulated} simulated`
  const stops = latches.map(
    ({ scope, by }) => `\nStopped${by ? ` by ${by}` : ''} before it ended (${scope}): re-arm on the page.`
  )
  const unclaimed = 'Not claimed: whoever is at this computer operates, others see the claim form only.'
  const open =
    claim === undefined ? '' : `\n${unclaimed}\nThe first user is made at ${url}/claim with the code ${claim}`
  return `Lockstep is ready: ${url}  (${title}, ${count}${which})${stops.join('')}${open}`
}

/** Where a person opens the page. */
export function urlOf(host: string, port: number): string {
  const isLocalhost = ['localhost', '127.0.0.1', '::1', '0.0.0.0', '::'].includes(host)
  return `http://${isLocalhost ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The one line of `check` when nothing is wrong. */
export function wellLine(folder: string, { title, devices }: Well): string {
  const names = devices.map(({ name, driverName }) => `${name} (${driverName})`)
  return `All is well: ${join(folder, 'station.yaml')}  (${title}; ${names.length > 0 ? names.join(', ') : 'no device'})`
}

interface Well {
  readonly title: string
  readonly devices: readonly { readonly name: string; readonly driverName: string }[]
}
