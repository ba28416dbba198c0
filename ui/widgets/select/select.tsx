import { useRef } from 'preact/hooks'
import type { Choice, PropertyDescription } from '../../../protocol/index.ts'
import { Frame } from '../control/frame.tsx'
import { type Control, useControl } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { usePanel } from '../panel.ts'
import { sayId } from '../say/say.tsx'
import { Menu } from './menu.tsx'

/** More than these are a list to be opened. */
const FEW = 4
/** Longer words than these, all together, do not fit beside each other. */
const LETTERS = 44

interface Props {
  readonly name: string
  readonly property: PropertyDescription
}

/** One of a few. Beside each other while they fit, else as a list. */
export function Select({ name, property }: Props) {
  const control = useControl(name, property)
  const { choices = [] } = property
  const letters = choices.reduce((sum, { title }) => sum + title.length + 3, 0)
  return choices.length <= FEW && letters <= LETTERS ? (
    <Radios control={control} choices={choices} />
  ) : (
    <Menu control={control} choices={choices} />
  )
}

interface Parts {
  readonly control: Control
  readonly choices: readonly Choice[]
}

/** Arrows look, Enter or Space chooses: to pass a choice by is not to ask for it. */
function Radios({ control, choices }: Parts) {
  const { session } = usePanel()
  const nudge = useNudge()
  const group = useRef<HTMLDivElement>(null)
  const { shown, blocked, key } = control
  const closed = blocked.value !== undefined
  const choose = (value: string) => {
    if (blocked.peek() !== undefined) nudge.now()
    else if (value !== shown.peek()) session.set(control.name, value)
  }
  const move = (event: KeyboardEvent) => {
    const by = BY[event.key]
    const all = [...(group.current?.querySelectorAll<HTMLElement>('button') ?? [])]
    const at = all.indexOf(event.target as HTMLElement)
    if (by === undefined || at < 0) return
    event.preventDefault()
    all[(at + by + all.length) % all.length]?.focus()
  }
  const first = choices.some(({ value }) => value === shown.value) ? shown.value : choices[0]?.value
  return (
    <Frame control={control} nudge={nudge} kind="select" closed={closed}>
      <div
        class="choices"
        role="radiogroup"
        ref={group}
        aria-label={control.property.title}
        aria-describedby={sayId(control.name)}
        onKeyDown={move}
      >
        {choices.map(({ value, title }) => (
          // biome-ignore lint/a11y/useSemanticElements: a native radio button is chosen by passing over it
          <button
            key={value}
            type="button"
            role="radio"
            class="choice"
            data-value={value}
            data-read={key.value?.value === value}
            aria-checked={shown.value === value}
            aria-disabled={closed}
            tabIndex={value === first ? 0 : -1}
            onClick={() => choose(value)}
          >
            <svg class="choice-mark" viewBox="0 0 20 20" aria-hidden="true">
              <path class="wedge" d="M5 0h10l-5 7z" />
              <circle class="ring" cx="10" cy="13" r="5" />
            </svg>
            {title}
          </button>
        ))}
      </div>
    </Frame>
  )
}

const BY: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }
