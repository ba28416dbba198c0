import { type ReadonlySignal, useComputed } from '@preact/signals'
import type { StopState } from '../../../protocol/index.ts'
import { usePanel } from '../panel.ts'

/** How a stop scope stands; undefined until the daemon has said. */
export function useLatch(scope: string): ReadonlySignal<StopState | undefined> {
  const { replica } = usePanel()
  const key = replica.key(`${scope}.$stop`)
  return useComputed(() => key.value?.value as StopState | undefined)
}
