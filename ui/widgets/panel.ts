import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Clock } from '../../protocol/index.ts'
import type { Replica } from '../replica/replica.ts'
import type { Session } from '../session/api.ts'

/** What every widget stands on: the page's end of the wire, the copy of the truth, and the page's own time. */
export interface Panel {
  readonly session: Session
  readonly replica: Replica
  /** The clock that the session was given: running times are counted on it. */
  readonly clock: Clock
}

export const PanelContext = createContext<Panel | undefined>(undefined)

export function usePanel(): Panel {
  const panel = useContext(PanelContext)
  if (!panel) throw new Error('A widget stands outside of a panel: wrap it in <PanelContext.Provider>.')
  return panel
}
