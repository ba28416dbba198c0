import { effect } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Control } from '../control/use-control.ts'
import { placeOf, quantity, roundTo, type Scale } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { sayId } from '../say/say.tsx'
import { Zones } from '../zones/zones.tsx'
import { followPointer } from './drag.ts'
import type { Hand } from './hand.ts'

interface Props {
  readonly control: Control
  readonly scale: Scale
  readonly hand: Hand
}

/**
 *        ▼ wedge: read
 *   ━━━━━┿══════◯────────   bridge between wedge and ring while they differ; ring: asked
 */
export function Track({ control, scale, hand }: Props) {
  const track = useRef<HTMLDivElement>(null)
  const handle = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!track.current || !handle.current) return
    return followPointer(track.current, handle.current, hand)
  }, [hand])
  usePlaces(track, { control, scale, hand })
  return (
    <div class="track" ref={track} data-held={hand.place.value !== undefined}>
      <div class="groove">
        <Zones alarm={control.property.alarm} scale={scale} />
        <div class="fill" />
      </div>
      <div class="bridge" data-part="bridge" />
      <div class="reading" data-part="reading" />
      <Ghost control={control} hand={hand} />
      <Handle control={control} scale={scale} hand={hand} handle={handle} />
    </div>
  )
}

function Handle({ control, scale, hand, handle }: Props & { handle: RefObject<HTMLDivElement | null> }) {
  const { place } = hand
  const shown = control.shown.value
  const held = place.value === undefined ? undefined : roundTo(scale.min + place.value * (scale.max - scale.min), scale)
  const now = held ?? (typeof shown === 'number' ? shown : undefined)
  return (
    <div
      ref={handle}
      class="handle"
      data-part="handle"
      role="slider"
      tabIndex={0}
      aria-label={control.property.title}
      aria-valuemin={scale.min}
      aria-valuemax={scale.max}
      aria-valuenow={now ?? scale.min}
      aria-valuetext={now === undefined ? 'not read yet' : `${quantity(now, scale)}, ${control.state.value}`}
      aria-disabled={control.blocked.value !== undefined || now === undefined}
      aria-describedby={sayId(control.name)}
      onKeyDown={event => hand.keyDown(event)}
      onKeyUp={() => hand.keyUp()}
      onBlur={() => hand.keyUp()}
    >
      <svg viewBox="0 0 28 28" aria-hidden="true">
        <circle class="halo" cx="14" cy="14" r="13" />
        <circle class="ring" cx="14" cy="14" r="10.5" />
      </svg>
    </div>
  )
}

/** What somebody else asks for while my hand is here, or whose hand is here while mine is not. */
function Ghost({ control, hand }: Omit<Props, 'scale'>) {
  const { session } = usePanel()
  const { grip, key } = control
  const { asked, by } = key.value ?? {}
  const before = useRef(asked)
  if (hand.place.value === undefined) before.current = asked
  const who = grip.value ?? (asked !== before.current && by !== session.name ? by : undefined)
  if (who === undefined) return null
  return (
    <div class="ghost" data-part="ghost">
      <span>{who}</span>
    </div>
  )
}

/** From here on a name has more room before the ring than behind it. */
const FAR = 0.7

/**
 * Puts everything where it belongs at once when a signal changes, past the renderer:
 * the handle must be under the pointer in the frame of the move itself.
 */
function usePlaces(track: RefObject<HTMLDivElement | null>, { control, scale, hand }: Props): void {
  const { key, shown } = control
  useLayoutEffect(
    () =>
      effect(() => {
        const style = track.current?.style
        const { value, asked } = key.value ?? {}
        const read = typeof value === 'number' ? placeOf(value, scale) : undefined
        const rest = typeof shown.value === 'number' ? placeOf(shown.value, scale) : 0
        style?.setProperty('--handle', String(hand.place.value ?? rest))
        style?.setProperty('--read', String(read ?? 0))
        const askedPlace = typeof asked === 'number' ? placeOf(asked, scale) : rest
        style?.setProperty('--asked-place', String(askedPlace))
        track.current?.toggleAttribute('data-far', askedPlace > FAR)
        track.current?.toggleAttribute('data-unread', read === undefined)
      }),
    [track, key, shown, scale, hand]
  )
}
