import { useComputed } from '@preact/signals'
import { usePanel } from '../widgets/panel.ts'

/** Wall-clock ms of the station, a few times a second. */
export function useNow(): number {
  const { replica, session } = usePanel()
  return useComputed(() => session.wallClockOf(replica.now.value)).value
}
