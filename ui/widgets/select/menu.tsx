import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Choice } from '../../../protocol/index.ts'
import { Frame } from '../control/frame.tsx'
import type { Control } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { usePanel } from '../panel.ts'
import { sayId } from '../say/say.tsx'
import type { Sentence } from '../say/sentence.ts'

interface Props {
  readonly control: Control
  readonly choices: readonly Choice[]
}

/**
 * The browser's own list. What is picked with a pointer is asked for; arrows on the closed list pass over
 * every choice on their way, so that with keys it is Enter that asks.
 */
export function Menu({ control, choices }: Props) {
  const { session } = usePanel()
  const nudge = useNudge()
  const draft = useSignal<string | undefined>(undefined)
  const note = useSignal<Sentence | undefined>(undefined)
  const byKey = useRef(false)
  const { shown, blocked } = control
  const closed = blocked.value !== undefined
  const titleOf = (value: string) => choices.find(choice => choice.value === value)?.title ?? value
  const leave = () => {
    draft.value = undefined
    note.value = undefined
  }
  const send = (value: string) => {
    leave()
    if (blocked.peek() !== undefined) nudge.now()
    else if (value !== shown.peek()) session.set(control.name, value)
  }
  const changed = (value: string) => {
    if (!byKey.current) return send(value)
    draft.value = value
    note.value = { tone: 'asked', text: `Enter sets ${titleOf(value)}, Escape leaves it.` }
  }
  const keyDown = (event: KeyboardEvent) => {
    byKey.current = true
    if (draft.peek() === undefined) return
    if (event.key === 'Enter') send(draft.peek() ?? '')
    else if (event.key === 'Escape' && !event.shiftKey) leave()
    else return
    event.preventDefault()
  }
  const value = draft.value ?? (typeof shown.value === 'string' ? shown.value : '')
  return (
    <Frame
      control={control}
      nudge={nudge}
      kind="select"
      closed={closed}
      note={note}
      top={
        <select
          class="menu"
          data-part="handle"
          data-draft={draft.value !== undefined}
          aria-label={control.property.title}
          aria-describedby={sayId(control.name)}
          disabled={closed}
          value={value}
          onPointerDown={() => {
            byKey.current = false
          }}
          onKeyDown={keyDown}
          onChange={event => changed(event.currentTarget.value)}
          onBlur={leave}
        >
          {!choices.some(choice => choice.value === value) && <option value={value}>{value || '–'}</option>}
          {choices.map(choice => (
            <option key={choice.value} value={choice.value}>
              {choice.title}
            </option>
          ))}
        </select>
      }
    />
  )
}
