/** What a pointer on a track means, told to whoever owns the value. Places are 0 to 1 along the track. */
export interface Dragged {
  /** Whether the control takes input now; it says why not itself. */
  accepts(): boolean
  /** A hand is on the handle and has not moved it yet: it is seen there, nothing is asked. Ends in `begin` or `cancel`. */
  hold(place: number): void
  begin(): void
  move(place: number): void
  end(place: number): void
  cancel(): void
  /** A finger touched and left without a drag. */
  tapped(): void
}

/** The one pointer that has its hand on the track. */
type Hold = {
  readonly pointer: number
  readonly x: number
  readonly y: number
  /** `axis`: a finger may be about to scroll the page; `slack`: a mouse on the handle has not moved yet. */
  wait: 'axis' | 'slack' | 'none'
}

/** A finger has shown which way it goes after so many pixels. */
const AXIS = 6
/** A click on the handle must not move it by the pixel that its aim was off. */
const SLACK = 2

/**
 * Follows a pointer along a track.
 *
 *   down ──(finger)──> wait for the axis ──(sideways)──> drag ──up──> end
 *    │                    └─(up)─> tapped                 └─(cancelled, capture lost)─> cancel
 *    ├──(mouse on the handle)──> wait for 2 px ──> drag
 *    └──(mouse on the track)───> drag
 *
 * A finger that goes up or down scrolls the page (`touch-action: pan-y`), and the
 * browser then cancels the pointer: nothing was begun, nothing is undone.
 */
export function followPointer(track: HTMLElement, handle: HTMLElement, dragged: Dragged): () => void {
  let hold: Hold | undefined

  const begin = (event: PointerEvent) => {
    if (hold) hold.wait = 'none'
    dragged.begin()
    dragged.move(placeAt(track, event.clientX))
  }
  const down = (event: PointerEvent) => {
    if (hold || !event.isPrimary || event.button !== 0) return
    if (!dragged.accepts()) return
    const onHandle = event.target instanceof Node && handle.contains(event.target)
    const wait = event.pointerType === 'touch' ? 'axis' : onHandle ? 'slack' : 'none'
    hold = { pointer: event.pointerId, x: event.clientX, y: event.clientY, wait }
    track.setPointerCapture(event.pointerId)
    if (wait === 'none') begin(event)
    if (wait === 'slack') dragged.hold(placeAt(track, event.clientX))
  }
  const move = (event: PointerEvent) => {
    if (hold?.pointer !== event.pointerId) return
    if (hold.wait === 'none') return dragged.move(placeAt(track, event.clientX))
    const across = Math.abs(event.clientX - hold.x)
    const along = Math.abs(event.clientY - hold.y)
    if (hold.wait === 'slack' ? across >= SLACK : across >= AXIS && across > along) begin(event)
    else if (hold.wait === 'slack') dragged.hold(placeAt(track, event.clientX))
  }
  const up = (event: PointerEvent) => {
    if (hold?.pointer !== event.pointerId) return
    const { wait } = hold
    hold = undefined
    if (wait === 'none') dragged.end(placeAt(track, event.clientX))
    else if (wait === 'axis') dragged.tapped()
    else dragged.cancel()
  }
  const lost = (event: PointerEvent) => {
    if (hold?.pointer !== event.pointerId) return
    const { wait } = hold
    hold = undefined
    if (wait !== 'axis') dragged.cancel()
  }
  return listen(track, {
    pointerdown: down,
    pointermove: move,
    pointerup: up,
    pointercancel: lost,
    lostpointercapture: lost,
  })
}

/** Where along the track a pointer is; the handle's centre goes from `--inset` to as much before the other end. */
function placeAt(track: HTMLElement, clientX: number): number {
  const box = track.getBoundingClientRect()
  const inset = Number.parseFloat(getComputedStyle(track).getPropertyValue('--inset')) || 0
  return Math.min(1, Math.max(0, (clientX - box.left - inset) / (box.width - 2 * inset)))
}

function listen(target: HTMLElement, handlers: Record<string, (event: PointerEvent) => void>): () => void {
  const entries = Object.entries(handlers) as [string, EventListener][]
  for (const [type, handler] of entries) target.addEventListener(type, handler)
  return () => {
    for (const [type, handler] of entries) target.removeEventListener(type, handler)
  }
}
