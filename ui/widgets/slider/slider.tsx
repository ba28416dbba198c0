import { useMemo } from 'preact/hooks'
import type { PropertyDescription } from '../../../protocol/index.ts'
import { Frame } from '../control/frame.tsx'
import { useControl } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { Stepper } from '../entry/stepper.tsx'
import { limit, scaleOf, withUnit } from '../figures.ts'
import { Track } from './track.tsx'
import { useHand } from './use-hand.ts'

/** A number that can be asked for: a ring on a track, a wedge for the reading, and an entry beside it. */
export function Slider({ name, property }: { name: string; property: PropertyDescription }) {
  const control = useControl(name, property)
  const scale = useMemo(() => scaleOf(property), [property])
  const nudge = useNudge()
  const hand = useHand(control, scale, nudge.now)
  return (
    <Frame
      control={control}
      nudge={nudge}
      kind="slider"
      note={hand.note}
      top={<Stepper control={control} scale={scale} hand={hand} nudge={nudge.now} />}
    >
      <Track control={control} scale={scale} hand={hand} />
      <div class="limits" aria-hidden="true">
        <span>{limit(scale.min, scale)}</span>
        <span>{withUnit(limit(scale.max, scale), scale)}</span>
      </div>
    </Frame>
  )
}
