import { useComputed, useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { usePanel } from '../../widgets/panel.ts'
import { hrefOf } from '../route.ts'
import { find, type Target, targetsOf } from './find.ts'
import { go } from './go.ts'

/** More than these nobody reads: one more letter finds it sooner. */
const MOST = 12

/** Finds devices, what they say, and what they do, by title or by name. */
export function Search({ close }: { close: () => void }) {
  const targets = useTargets()
  const written = useSignal('')
  const chosen = useSignal(0)
  const found = useComputed(() => find(targets.value, written.value, MOST))
  const input = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => input.current?.focus(), [])
  const take = (target: Target | undefined) => {
    if (!target) return
    close()
    go(target.to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.value.length - 1
    if (event.key === 'Enter') take(found.value[chosen.value])
    else if (event.key === 'ArrowDown') chosen.value = chosen.value >= last ? 0 : chosen.value + 1
    else if (event.key === 'ArrowUp') chosen.value = chosen.value <= 0 ? Math.max(0, last) : chosen.value - 1
    else return
    event.preventDefault()
  }
  const some = found.value.length > 0
  return (
    <search class="search">
      <input
        ref={input}
        type="text"
        role="combobox"
        class="search-entry"
        data-part="search"
        aria-label="Find a device, a value or an action"
        placeholder="Find a device, a value, an action"
        aria-expanded={some}
        aria-controls={some ? 'search-found' : undefined}
        aria-autocomplete="list"
        aria-activedescendant={some ? `found-${chosen.value}` : undefined}
        autoComplete="off"
        spellcheck={false}
        onInput={event => {
          written.value = event.currentTarget.value
          chosen.value = 0
        }}
        onKeyDown={onKeyDown}
      />
      {some ? (
        <div id="search-found" class="search-found" role="listbox" aria-label="Found">
          {found.value.map((target, i) => (
            <Found key={hrefOf(target.to)} target={target} index={i} chosen={i === chosen.value} take={take} />
          ))}
        </div>
      ) : (
        <p class="search-none" role="status">
          Nothing here is called “{written}”.
        </p>
      )}
      <p class="search-keys by-key" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> go there <kbd>Escape</kbd> close
      </p>
    </search>
  )
}

interface FoundProps {
  readonly target: Target
  readonly index: number
  readonly chosen: boolean
  readonly take: (target: Target) => void
}

function Found({ target, index, chosen, take }: FoundProps) {
  const line = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (chosen) line.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the entry keeps the focus, and says which line is meant
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the entry
    <div
      ref={line}
      id={`found-${index}`}
      role="option"
      aria-selected={chosen}
      data-found={target.name}
      // Not on the way down: the entry would lose its focus, and the search close before it was taken.
      onMouseDown={event => event.preventDefault()}
      onClick={() => take(target)}
    >
      <span class="found-title">{target.title}</span>
      <span class="found-within">{target.within}</span>
      <span class="found-kind">{target.kind}</span>
    </div>
  )
}

function useTargets() {
  const { replica } = usePanel()
  return useComputed(() =>
    targetsOf(
      replica.devices.value.flatMap(device => {
        const about = replica.about(device).value
        return about ? [[device, about] as const] : []
      })
    )
  )
}
