import type { StationDescription } from '../../protocol/index.ts'
import { usePanel } from '../widgets/panel.ts'

export function useStation(): StationDescription | undefined {
  return usePanel().replica.key('station.$about').value?.value as StationDescription | undefined
}
