export interface Ready {
  readonly url: string
  readonly title: string
  readonly devices: readonly { readonly simulated: boolean }[]
  /** Stops that outlived the last daemon. */
  readonly latches?: readonly { readonly scope: string; readonly by?: string }[]
}

/** The one line that says where to look. */
export function readyLine({ url, title, devices, latches = [] }: Ready): string {
  const simulated = devices.filter(device => device.simulated).length
  const count = `${devices.length} ${devices.length === 1 ? 'device' : 'devices'}`
  const which = simulated === 0 ? '' : simulated === devices.length ? ', simulated' : `, ${simulated} simulated`
  const stops = latches.map(
    ({ scope, by }) => `\nStopped${by ? ` by ${by}` : ''} before it ended (${scope}): re-arm on the page.`
  )
  return `Lockstep is ready: ${url}  (${title}, ${count}${which})${stops.join('')}`
}
