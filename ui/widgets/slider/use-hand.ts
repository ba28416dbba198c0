import { useMemo } from 'preact/hooks'
import type { Control } from '../control/use-control.ts'
import type { Scale } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { Hand } from './hand.ts'

/** The hand of a numeric control: pointer, keys, buttons and entry are one hand. */
export function useHand({ name, shown, blocked }: Control, scale: Scale, refused: () => void): Hand {
  const { session } = usePanel()
  return useMemo(
    () =>
      new Hand({
        session,
        name,
        scale,
        shown: () => (typeof shown.peek() === 'number' ? (shown.peek() as number) : undefined),
        blocked: () => blocked.peek() ?? (shown.peek() === undefined ? 'not read yet' : undefined),
        refused,
      }),
    [session, name, scale, shown, blocked, refused]
  )
}
