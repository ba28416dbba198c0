import { useMemo } from 'preact/hooks'
import type { PropertyDescription } from '../../../protocol/index.ts'
import { Frame } from '../control/frame.tsx'
import { useControl } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { limit, quantity, scaleOf, withUnit } from '../figures.ts'
import { useHand } from '../slider/use-hand.ts'
import { Stepper } from './stepper.tsx'

/** A number that is asked for by writing it: where a track would be too coarse, or there is no range to draw. */
export function Entry({ name, property }: { name: string; property: PropertyDescription }) {
  const control = useControl(name, property)
  const scale = useMemo(() => scaleOf(property), [property])
  const nudge = useNudge()
  const hand = useHand(control, scale, nudge.now)
  const read = control.key.value?.value
  return (
    <Frame
      control={control}
      nudge={nudge}
      kind="number"
      note={hand.note}
      top={<Stepper control={control} scale={scale} hand={hand} nudge={nudge.now} />}
    >
      <p class="entry-read">
        <span data-part="reading">
          <i class="wedge" aria-hidden="true" />
          {typeof read === 'number' ? `reads ${quantity(read, scale)}` : 'not read yet'}
        </span>
        {property.range && (
          <span>
            {limit(scale.min, scale)} to {withUnit(limit(scale.max, scale), scale)}
          </span>
        )}
      </p>
    </Frame>
  )
}
