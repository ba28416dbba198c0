import { useMemo } from 'preact/hooks'
import type { PropertyDescription } from '../../../protocol/index.ts'
import { StateWords } from '../control/state-words.tsx'
import { useControl } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { limit, scaleOf, withUnit } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { Say } from '../say/say.tsx'
import { Entry } from './entry.tsx'
import { Hand } from './hand.ts'
import { Track } from './track.tsx'

/** A number that can be asked for: a ring on a track, a wedge for the reading, and an entry beside it. */
export function Slider({ name, property }: { name: string; property: PropertyDescription }) {
  const { session } = usePanel()
  const control = useControl(name, property)
  const scale = useMemo(() => scaleOf(property), [property])
  const nudge = useNudge()
  const { shown, blocked } = control
  const hand = useMemo(
    () =>
      new Hand({
        session,
        name,
        scale,
        shown: () => (typeof shown.peek() === 'number' ? (shown.peek() as number) : undefined),
        blocked: () => blocked.peek() ?? (shown.peek() === undefined ? 'not read yet' : undefined),
        refused: nudge.now,
      }),
    [session, name, scale, shown, blocked, nudge.now]
  )
  return (
    <div
      class="control slider"
      ref={nudge.ref}
      data-control={name}
      data-state={control.state}
      data-mark={control.mark}
      data-blocked={blocked.value !== undefined}
    >
      <div class="control-top">
        <h3 class="control-name">{property.title}</h3>
        <StateWords control={control} />
        <Entry control={control} scale={scale} hand={hand} nudge={nudge.now} />
      </div>
      <Track control={control} scale={scale} hand={hand} />
      <div class="limits" aria-hidden="true">
        <span>{limit(scale.min, scale)}</span>
        <span>{withUnit(limit(scale.max, scale), scale)}</span>
      </div>
      <Say of={control} note={hand.note} />
    </div>
  )
}
