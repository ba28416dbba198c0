import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

const asks = new Set<() => void>()

/**
 * A part of the page that comes after its first load: asked for when it is first shown, or with `fetchParts`.
 * Until it is there, its room is kept.
 *
 * @param room height that is kept, px
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, room = 0): ComponentType<P> {
  const part = signal<ComponentType<P> | 'missing' | undefined>(undefined)
  let asked = false
  const ask = (): void => {
    if (asked) return
    asked = true
    part.value = undefined
    load().then(
      found => {
        part.value = found
      },
      () => {
        asked = false
        part.value = 'missing'
      }
    )
  }
  asks.add(ask)
  return function Later(props: P) {
    // Also what could not be fetched before, while there was nobody to fetch it from.
    useLayoutEffect(ask, [])
    const Part = part.value
    if (Part === 'missing') return <Missing room={room} />
    return Part ? <Part {...props} /> : <div style={{ minHeight: `${room}px` }} />
  }
}

/** Asks for all of them: a page that has lost its station cannot fetch what it then needs. */
export function fetchParts(): void {
  for (const ask of asks) ask()
}

/** Some browsers do not fetch a module twice: a page that begins anew can have it in all of them. */
function Missing({ room }: { room: number }) {
  return (
    <p class="part-missing" style={{ minHeight: `${room}px` }}>
      This part of the page could not be fetched.{' '}
      <button type="button" class="quiet-button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </p>
  )
}
