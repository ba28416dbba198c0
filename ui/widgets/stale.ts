import { type ReadonlySignal, useComputed } from '@preact/signals'
import type { KeyValue, LinkState, PropertyDescription } from '../../protocol/index.ts'
import { usePanel } from './panel.ts'

/** Whether a value is older than promised, or nobody could say that it is not. */
export function useStale(
  key: ReadonlySignal<KeyValue | undefined>,
  { staleAfter }: Pick<PropertyDescription, 'staleAfter'>
): ReadonlySignal<boolean> {
  const { replica } = usePanel()
  const age = useAge(key)
  return useComputed(() => replica.link.value.state !== 'live' || (age.value ?? 0) > staleAfter)
}

/** Milliseconds since the sample was taken, on the daemon's clock; undefined before the first. */
export function useAge(key: ReadonlySignal<KeyValue | undefined>): ReadonlySignal<number | undefined> {
  const { replica } = usePanel()
  return useComputed(() => {
    const sampled = key.value?.sampled
    return sampled === undefined ? undefined : Math.max(0, replica.now.value - sampled)
  })
}

/** The link between daemon and device, while the daemon has one to speak of. */
export function useDeviceLink(device: string): ReadonlySignal<LinkState | undefined> {
  const { replica } = usePanel()
  return useComputed(() => replica.key(`${device}.$link`).value?.value as LinkState | undefined)
}
