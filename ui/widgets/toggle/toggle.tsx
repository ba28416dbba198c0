import type { PropertyDescription } from '../../../protocol/index.ts'
import { Frame } from '../control/frame.tsx'
import { useControl } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { usePanel } from '../panel.ts'
import { sayId } from '../say/say.tsx'

/** On or off that can be asked for. The ring is what was asked, the wedge what the device says. */
export function Toggle({ name, property }: { name: string; property: PropertyDescription }) {
  const { session } = usePanel()
  const control = useControl(name, property)
  const nudge = useNudge()
  const { shown, blocked, key } = control
  const press = () => {
    if (blocked.peek() !== undefined || typeof shown.peek() !== 'boolean') return nudge.now()
    // Absolute: it asks for what the person sees it is not, never for "the other".
    session.set(name, !shown.peek())
  }
  const closed = blocked.value !== undefined || shown.value === undefined
  return (
    <Frame
      control={control}
      nudge={nudge}
      kind="toggle"
      closed={closed}
      top={
        <>
          <span class="toggle-word">{shown.value === undefined ? '–' : shown.value ? 'On' : 'Off'}</span>
          <button
            type="button"
            class="switch"
            role="switch"
            aria-checked={shown.value === true}
            aria-label={property.title}
            aria-disabled={closed}
            aria-describedby={sayId(name)}
            data-asked={shown.value === true}
            data-read={key.value?.value === undefined ? 'unread' : key.value.value === true ? 'on' : 'off'}
            onClick={press}
          >
            <span class="groove" />
            <span class="bridge" data-part="bridge" />
            <span class="reading" data-part="reading" />
            <span class="handle" data-part="handle">
              <svg viewBox="0 0 28 28" aria-hidden="true">
                <circle class="ring" cx="14" cy="14" r="10.5" />
              </svg>
            </span>
          </button>
        </>
      }
    />
  )
}
