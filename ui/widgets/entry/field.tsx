import type { Control } from '../control/use-control.ts'
import { figure, limit, quantity, roundTo, type Scale, withUnit } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { sayId } from '../say/say.tsx'
import type { Sentence } from '../say/sentence.ts'
import type { Hand } from '../slider/hand.ts'
import { valueAfter } from '../slider/keys.ts'
import { useDraft } from './draft.ts'
import { parseEntry } from './parse.ts'

export interface FieldProps {
  readonly control: Control
  readonly scale: Scale
  readonly hand: Hand
  readonly nudge: () => void
}

/** Keys that move a caret are the field's; those that move nothing in one line are steps. */
const STEPS = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'])

/** The number as text. It is sent by Enter alone: to leave a field is not to command a machine. */
export function Field({ control, scale, hand, nudge }: FieldProps) {
  const { session } = usePanel()
  const { blocked, shown, property } = control
  const parse = (text: string) => parseEntry(text, property.unit)
  const send = (text: string): boolean => {
    const parsed = parse(text)
    if ('fault' in parsed || !within(parsed.value, scale)) nudge()
    else if (hand.accepts()) {
      session.set(control.name, roundTo(parsed.value, scale))
      return true
    }
    return false
  }
  const { text, write, props } = useDraft({ note: hand.note, heed: text => heed(parse(text), scale), send })
  const step = (event: KeyboardEvent): void => {
    if (!STEPS.has(event.key)) return
    if (text.peek() === undefined) return hand.keyDown(event)
    // What is being typed is stepped as a draft: it still waits for Enter.
    event.preventDefault()
    const parsed = parse(text.peek() ?? '')
    const value = 'fault' in parsed ? undefined : valueAfter(event, parsed.value, scale)
    if (value !== undefined) write(figure(value, scale.digits))
  }
  const value = standing(control, scale, hand)
  return (
    <label class="entry" data-draft={text.value !== undefined}>
      <input
        type="text"
        inputMode={scale.min < 0 ? 'text' : 'decimal'}
        enterKeyHint="go"
        autoComplete="off"
        spellcheck={false}
        data-part="entry"
        aria-label={scale.unit ? `${property.title}, ${scale.unit}` : property.title}
        aria-describedby={sayId(control.name)}
        aria-disabled={blocked.value !== undefined}
        readOnly={text.value === undefined && (blocked.value !== undefined || shown.value === undefined)}
        style={{ width: `${Math.max(scale.widest, 4) + 0.5}ch` }}
        value={text.value ?? (value === undefined ? '–' : figure(value, scale.digits))}
        onFocus={event => event.currentTarget.select()}
        {...props}
        onKeyDown={event => {
          props.onKeyDown(event)
          step(event)
        }}
        onKeyUp={() => hand.keyUp()}
        onBlur={() => {
          hand.keyUp()
          props.onBlur()
        }}
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

const within = (value: number, { min, max }: Scale): boolean => value >= min && value <= max

/** Says beforehand what Enter will do. */
function heed(parsed: ReturnType<typeof parseEntry>, scale: Scale): Sentence {
  if ('fault' in parsed) return { tone: parsed.fault.startsWith('Type') ? 'quiet' : 'warn', text: parsed.fault }
  if (!within(parsed.value, scale)) {
    return { tone: 'warn', text: `It takes ${limit(scale.min, scale)} to ${withUnit(limit(scale.max, scale), scale)}.` }
  }
  const taken = roundTo(parsed.value, scale)
  const nearest = Math.abs(taken - parsed.value) > 1e-9 ? ', the nearest it takes;' : ','
  return { tone: 'asked', text: `Enter sets ${quantity(taken, scale)}${nearest} Escape leaves it.` }
}
