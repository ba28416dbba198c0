import { type Signal, useSignal } from '@preact/signals'
import type { Sentence } from '../say/sentence.ts'

export interface Drafting {
  /** What is typed, as long as it differs from what stands there. */
  readonly text: Signal<string | undefined>
  readonly props: {
    readonly onInput: (event: { readonly currentTarget: HTMLInputElement }) => void
    readonly onKeyDown: (event: KeyboardEvent) => void
    readonly onBlur: () => void
  }
  readonly write: (text: string) => void
  readonly leave: () => void
}

interface Options {
  readonly note: Signal<Sentence | undefined>
  /** What Enter will do, said beforehand. */
  readonly heed: (text: string) => Sentence
  /** Whether it went out. */
  readonly send: (text: string) => boolean
  /** What is half written outlasts a look elsewhere. */
  readonly stays?: boolean
}

/** A field that is typed into: nothing is sent but by Enter, and Escape takes back. */
export function useDraft({ note, heed, send, stays = false }: Options): Drafting {
  const text = useSignal<string | undefined>(undefined)
  const leave = () => {
    if (text.peek() === undefined && !note.peek()) return
    text.value = undefined
    note.value = undefined
  }
  const write = (typed: string) => {
    text.value = typed
    note.value = heed(typed)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const typed = text.peek()
    if (event.key === 'Enter' && typed !== undefined && send(typed)) leave()
    else if (event.key === 'Escape' && !event.shiftKey) leave()
  }
  return {
    text,
    write,
    leave,
    props: { onInput: event => write(event.currentTarget.value), onKeyDown, onBlur: stays ? () => undefined : leave },
  }
}
