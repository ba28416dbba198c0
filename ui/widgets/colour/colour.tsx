import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { PropertyDescription } from '../../../protocol/index.ts'
import type { Gesture } from '../../session/api.ts'
import { Frame } from '../control/frame.tsx'
import { useControl } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { useDraft } from '../entry/draft.ts'
import { usePanel } from '../panel.ts'
import { sayId } from '../say/say.tsx'
import type { Sentence } from '../say/sentence.ts'
import { parseHex } from './hex.ts'

/** A colour: the browser's picker, and its six digits. The wedge stands at what is read, the ring around what is asked. */
export function Colour({ name, property }: { name: string; property: PropertyDescription }) {
  const { session } = usePanel()
  const control = useControl(name, property)
  const nudge = useNudge()
  const note = useSignal<Sentence | undefined>(undefined)
  const { shown, blocked, key } = control
  const closed = blocked.value !== undefined
  const standing = typeof shown.value === 'string' ? shown.value : undefined
  const read = typeof key.value?.value === 'string' ? key.value.value : undefined
  const send = (text: string): boolean => {
    const colour = parseHex(text)
    const ready = colour !== undefined && blocked.peek() === undefined
    if (ready) session.set(name, colour)
    else nudge.now()
    return ready
  }
  const draft = useDraft({ note, heed, send })
  return (
    <Frame
      control={control}
      nudge={nudge}
      kind="colour"
      closed={closed || standing === undefined}
      note={note}
      top={
        <span class="swatches">
          <span class="swatch-read" data-part="reading" data-unread={read === undefined}>
            <i style={{ background: parseHex(read ?? '') ?? 'none' }} />
          </span>
          <Picker name={name} title={property.title} value={standing} closed={closed} />
          <label class="entry" data-draft={draft.text.value !== undefined}>
            <input
              type="text"
              data-part="entry"
              enterKeyHint="go"
              autoComplete="off"
              spellcheck={false}
              style={{ width: '8ch' }}
              aria-label={`${property.title}, six hexadecimal digits`}
              aria-describedby={sayId(name)}
              aria-disabled={closed}
              readOnly={draft.text.value === undefined && closed}
              value={draft.text.value ?? standing ?? '–'}
              onFocus={event => event.currentTarget.select()}
              {...draft.props}
            />
          </label>
        </span>
      }
    />
  )
}

function heed(text: string): Sentence {
  const colour = parseHex(text)
  if (colour === undefined) return { tone: 'quiet', text: 'Type six digits, as in #0a62c8; Escape leaves it.' }
  return { tone: 'asked', text: `Enter sets ${colour}, Escape leaves it.` }
}

interface PickerProps {
  readonly name: string
  readonly title: string
  readonly value: string | undefined
  readonly closed: boolean
}

/** While the picker is moved, values go out as they are taken; what it is closed with is the one that counts. */
function Picker({ name, title, value, closed }: PickerProps) {
  const { session } = usePanel()
  const input = useRef<HTMLInputElement>(null)
  const gesture = useRef<Gesture | undefined>(undefined)
  useEffect(() => () => gesture.current?.cancel(), [])
  const move = (colour: string) => {
    gesture.current ??= session.gesture(name)
    gesture.current.move(colour)
  }
  const end = (colour: string) => {
    const hand = gesture.current ?? session.gesture(name)
    gesture.current = undefined
    hand.end(colour)
  }
  // Preact takes `onChange` of an input for `input`: the browser's own says that the picker was closed.
  useEffect(() => {
    const closedWith = () => end(input.current?.value ?? '')
    input.current?.addEventListener('change', closedWith)
    return () => input.current?.removeEventListener('change', closedWith)
  })
  return (
    <span class="swatch handle" data-part="handle">
      <input
        ref={input}
        type="color"
        aria-label={title}
        aria-describedby={sayId(name)}
        disabled={closed || value === undefined}
        value={parseHex(value ?? '') ?? '#000000'}
        onInput={event => move(event.currentTarget.value)}
      />
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle class="ring" cx="22" cy="22" r="19" />
      </svg>
    </span>
  )
}
