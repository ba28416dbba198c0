import { type ReadonlySignal, signal } from '@preact/signals'

/** What lies over the page while it is asked for. None of it covers Stop, or keeps a key from it. */
export type Cover = 'search' | 'places' | 'notices' | 'runs' | 'account'

/** At most one at a time. Who opened it has the focus again when it goes. */
export class Covers {
  readonly #open = signal<Cover | undefined>(undefined)
  #opener: Element | null = null

  get open(): ReadonlySignal<Cover | undefined> {
    return this.#open
  }

  toggle(cover: Cover): void {
    if (this.#open.value === cover) this.close()
    else this.show(cover)
  }

  show(cover: Cover): void {
    if (this.#open.value === undefined) this.#opener = document.activeElement
    this.#open.value = cover
  }

  /** @param back whether the focus goes back, too: not when it has somewhere better to go */
  close(back = true): void {
    if (this.#open.value === undefined) return
    this.#open.value = undefined
    if (back && this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus()
    this.#opener = null
  }

  /** `/` asks for the search, unless it is being written. */
  followKeys(): () => void {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') this.close()
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      event.preventDefault()
      this.show('search')
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
