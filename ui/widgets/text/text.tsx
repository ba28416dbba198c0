import { useSignal } from '@preact/signals'
import type { PropertyDescription } from '../../../protocol/index.ts'
import { Frame } from '../control/frame.tsx'
import { useControl } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { useDraft } from '../entry/draft.ts'
import { usePanel } from '../panel.ts'
import { sayId } from '../say/say.tsx'
import type { Sentence } from '../say/sentence.ts'

/** Words that the device takes: a name, a line for its display. */
export function Text({ name, property }: { name: string; property: PropertyDescription }) {
  const { session } = usePanel()
  const control = useControl(name, property)
  const nudge = useNudge()
  const note = useSignal<Sentence | undefined>(undefined)
  const { shown, blocked } = control
  const { longest } = property
  const heed = (text: string): Sentence => {
    if (longest !== undefined && text.length > longest) {
      return { tone: 'warn', text: `It takes ${longest} characters at most; these are ${text.length}.` }
    }
    const room = longest === undefined ? '' : ` ${text.length} of ${longest} characters.`
    return { tone: 'asked', text: `Enter sends it, Escape takes it back.${room}` }
  }
  const send = (text: string): boolean => {
    const ready = blocked.peek() === undefined && (longest === undefined || text.length <= longest)
    if (ready) session.set(name, text)
    else nudge.now()
    return ready
  }
  const draft = useDraft({ note, heed, send, stays: true })
  const standing = typeof shown.value === 'string' ? shown.value : ''
  const closed = blocked.value !== undefined
  return (
    <Frame control={control} nudge={nudge} kind="text" note={note}>
      <input
        class="words"
        type="text"
        enterKeyHint="send"
        autoComplete="off"
        spellcheck={false}
        data-part="entry"
        data-draft={draft.text.value !== undefined}
        aria-label={property.title}
        aria-describedby={sayId(name)}
        aria-disabled={closed}
        readOnly={draft.text.value === undefined && closed}
        placeholder={shown.value === undefined ? '–' : 'empty'}
        value={draft.text.value ?? standing}
        {...draft.props}
      />
    </Frame>
  )
}
