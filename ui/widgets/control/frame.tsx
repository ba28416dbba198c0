import type { ReadonlySignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Say } from '../say/say.tsx'
import type { Sentence } from '../say/sentence.ts'
import { StateWords } from './state-words.tsx'
import type { Control } from './use-control.ts'
import type { Nudge } from './use-nudge.ts'

interface Props {
  readonly control: Control
  readonly nudge: Nudge
  /** Its class, for the style sheet. */
  readonly kind: string
  /** It takes no input, for a reason of its own too. */
  readonly closed?: boolean
  readonly note?: ReadonlySignal<Sentence | undefined>
  /** What stands at the end of its first line. */
  readonly top?: ComponentChildren
  readonly children?: ComponentChildren
}

/** What all controls have: a name, the state as shape and words, and the line beneath that says why. */
export function Frame({ control, nudge, kind, closed, note, top, children }: Props) {
  return (
    <div
      class={`control ${kind}`}
      ref={nudge.ref}
      data-control={control.name}
      data-state={control.state}
      data-mark={control.mark}
      data-blocked={closed ?? control.blocked.value !== undefined}
    >
      <div class="control-top">
        <div class="control-title">
          <h3 class="control-name">{control.property.title}</h3>
          <StateWords control={control} />
        </div>
        {top}
      </div>
      {children}
      <Say of={control} {...(note && { note })} />
    </div>
  )
}
