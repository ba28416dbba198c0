export interface Ready {
  readonly url: string
  readonly title: string
  readonly devices: readonly { readonly simulated: boolean }[]
}

/** The one line that says where to look. */
export function readyLine({ url, title, devices }: Ready): string {
  const simulated = devices.filter(device => device.simulated).length
  const count = `${devices.length} ${devices.length === 1 ? 'device' : 'devices'}`
  const which = simulated === 0 ? '' : simulated === devices.length ? ', simulated' : `, ${simulated} simulated`
  return `Lockstep is ready: ${url}  (${title}, ${count}${which})`
}
