import type { Model } from './model.ts'
import type { Strip } from './strip.ts'

/** Pixels within which a finger has only touched. */
const TOUCH = 6

interface Finger {
  x: number
  readonly from: number
  moved: boolean
}

/** Pointers on the plot: one drags it along, two stretch it, one that rests shows what lies there. */
export function takeHands(root: HTMLElement, model: Model, strip: Strip): () => void {
  const fingers = new Map<number, Finger>()
  /** A wheel that began to turn elsewhere scrolls the page on; after the hand was moved here it zooms. */
  let aimed = false
  const placeOf = (x: number): number => {
    const { left, width } = strip.area
    return Math.min(1, Math.max(0, (x - root.getBoundingClientRect().left - left) / width))
  }
  const others = (id: number) => [...fingers].find(([other]) => other !== id)?.[1]

  const moved = (finger: Finger, id: number, x: number): void => {
    const other = others(id)
    finger.moved ||= Math.abs(x - finger.from) > TOUCH
    if (other) {
      const before = Math.abs(finger.x - other.x)
      model.zoom(Math.max(before, 20) / Math.max(Math.abs(x - other.x), 20), placeOf((x + other.x) / 2))
    } else if (finger.moved) {
      model.cursor.value = undefined
      model.pan((finger.x - x) / strip.area.width)
    } else return
    finger.x = x
  }

  const events: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void } = {
    pointerdown: ({ button, pointerId, clientX }) => {
      if (button !== 0) return
      root.setPointerCapture(pointerId)
      fingers.set(pointerId, { x: clientX, from: clientX, moved: false })
    },
    pointermove: ({ pointerId, pointerType, clientX, movementX }) => {
      const finger = fingers.get(pointerId)
      if (finger) return moved(finger, pointerId, clientX)
      aimed ||= movementX !== 0
      if (pointerType === 'mouse') model.cursor.value = placeOf(clientX)
    },
    // A tap shows what lies there; another takes it away.
    pointerup: ({ pointerId, pointerType, clientX }) => {
      const tapped = pointerType !== 'mouse' && fingers.get(pointerId)?.moved === false
      fingers.delete(pointerId)
      if (tapped) model.cursor.value = model.cursor.value === undefined ? placeOf(clientX) : undefined
    },
    pointercancel: ({ pointerId }) => fingers.delete(pointerId),
    pointerleave: ({ pointerType }) => {
      if (pointerType === 'mouse') model.cursor.value = undefined
    },
    wheel: event => {
      const { deltaX, deltaY, deltaMode, ctrlKey, clientX } = event
      if (!aimed && !ctrlKey) return
      event.preventDefault()
      const pixels = deltaMode === 0 ? 1 : 20
      if (Math.abs(deltaX) > Math.abs(deltaY)) model.pan((deltaX * pixels) / strip.area.width)
      else model.zoom(1.0015 ** (deltaY * pixels * (ctrlKey ? 5 : 1)), placeOf(clientX))
    },
    keydown: event => {
      const act = event.ctrlKey || event.altKey || event.metaKey ? undefined : keyOf(event, model)
      if (!act) return
      event.preventDefault()
      act()
    },
  }
  const scrolled = (): void => {
    aimed = false
  }
  for (const [name, heard] of Object.entries(events)) root.addEventListener(name, heard as never, { passive: false })
  addEventListener('scroll', scrolled, { passive: true })
  return () => {
    for (const [name, heard] of Object.entries(events)) root.removeEventListener(name, heard as never)
    removeEventListener('scroll', scrolled)
  }
}

function keyOf({ key, shiftKey }: KeyboardEvent, model: Model): (() => void) | undefined {
  const far = shiftKey ? 0.5 : 0.1
  switch (key) {
    case 'ArrowLeft':
      return () => model.pan(-far)
    case 'ArrowRight':
      return () => model.pan(far)
    case '+':
    case '=':
      return () => model.zoom(2 / 3)
    case '-':
    case '_':
      return () => model.zoom(1.5)
    case 'Home':
      return () => model.home()
    case 'End':
    case 'l':
    case 'L':
      return () => model.live()
  }
  return undefined
}
