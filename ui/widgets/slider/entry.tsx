import { useSignal } from '@preact/signals'
import type { Control } from '../control/use-control.ts'
import { figure, limit, meaningsOf, parseFigure, quantity, roundTo, type Scale, withUnit } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { sayId } from '../say/say.tsx'
import type { Sentence } from '../say/sentence.ts'
import type { Hand } from './hand.ts'

interface Props {
  readonly control: Control
  readonly scale: Scale
  readonly hand: Hand
  readonly nudge: () => void
}

/** The number as text. It is sent by Enter alone: to leave a field is not to command a machine. */
export function Entry({ control, scale, hand, nudge }: Props) {
  const { session } = usePanel()
  const draft = useSignal<string | undefined>(undefined)
  const value = standing(control, scale, hand)
  const leave = () => {
    draft.value = undefined
    hand.note.value = undefined
  }
  const write = (text: string) => {
    draft.value = text
    hand.note.value = heed(text, scale)
  }
  const send = () => {
    const number = draft.value === undefined ? undefined : parseFigure(draft.value, scale.unit)
    if (number === undefined || number < scale.min || number > scale.max) return nudge()
    if (!hand.accepts()) return
    leave()
    session.set(control.name, roundTo(number, scale))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') send()
    else if (event.key === 'Escape' && !event.shiftKey) leave()
  }
  const wide = Math.max(scale.widest, 2)
  return (
    <label class="entry" data-draft={draft.value !== undefined}>
      <input
        type="text"
        inputMode="decimal"
        enterKeyHint="go"
        autoComplete="off"
        spellcheck={false}
        data-part="entry"
        aria-label={scale.unit ? `${control.property.title}, ${scale.unit}` : control.property.title}
        aria-describedby={sayId(control.name)}
        aria-disabled={control.blocked.value !== undefined}
        readOnly={
          draft.value === undefined && (control.blocked.value !== undefined || control.shown.value === undefined)
        }
        style={{ width: `${wide + 0.5}ch` }}
        value={draft.value ?? (value === undefined ? '–' : figure(value, scale.digits))}
        onFocus={event => event.currentTarget.select()}
        onInput={event => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={leave}
      />
      {scale.unit && <span class="unit">{scale.unit}</span>}
    </label>
  )
}

/** Under the finger: the number that would be sent. */
function standing({ shown }: Control, scale: Scale, { place }: Hand): number | undefined {
  if (place.value !== undefined) return roundTo(scale.min + place.value * (scale.max - scale.min), scale)
  return typeof shown.value === 'number' ? shown.value : undefined
}

/** Says beforehand what Enter will do. */
function heed(text: string, scale: Scale): Sentence {
  const number = parseFigure(text, scale.unit)
  const meanings = meaningsOf(text, scale.unit)
  if (meanings) return { tone: 'warn', text: `Write ${meanings[0]} or ${meanings[1]}.` }
  if (number === undefined) return { tone: 'quiet', text: 'Type a number; Escape leaves it as it is.' }
  if (number < scale.min || number > scale.max) {
    return { tone: 'warn', text: `It takes ${limit(scale.min, scale)} to ${withUnit(limit(scale.max, scale), scale)}.` }
  }
  return { tone: 'asked', text: `Enter sets ${quantity(roundTo(number, scale), scale)}, Escape leaves it.` }
}
