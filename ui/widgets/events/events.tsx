import { useComputed } from '@preact/signals'
import { FullOctagon, Triangle } from '../icons.tsx'
import { usePanel } from '../panel.ts'
import { type Line, linesOf } from './lines.ts'

/** More than these nobody reads. */
const MOST = 60

/** What devices said by themselves, as this page heard it: of one device, or of all. */
export function Events({ device }: { device?: string }) {
  const { replica } = usePanel()
  const lines = useComputed(() => linesOf(replica.events.value, name => replica.about(name).value, device))
  const id = `events-title${device === undefined ? '' : `-${device}`}`
  const label = `Events${device === undefined ? '' : ` of ${device}`}, newest first`
  return (
    <section class="card events" aria-labelledby={id} data-events={device ?? 'all'}>
      <header>
        <h2 id={id}>Events</h2>
      </header>
      {lines.value.length === 0 ? (
        <p class="empty">None since this page was opened. What devices say by themselves is listed here.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
        <section class="events-scroll" tabIndex={0} aria-label={label}>
          <ol>
            {lines.value.slice(0, MOST).map(line => (
              <Happened key={line.key} line={line} alone={device !== undefined} />
            ))}
          </ol>
        </section>
      )}
    </section>
  )
}

function Happened({ line, alone }: { line: Line; alone: boolean }) {
  if (line.is === 'lost') {
    return (
      <li class="event" data-lost>
        {line.words}
      </li>
    )
  }
  const { severity, number, at, device, title, words } = line
  return (
    <li class="event" data-event={number} data-severity={severity}>
      <time>{clock.format(at)}</time>
      <span class="event-mark">
        {severity === 'minor' && <Triangle />}
        {(severity === 'major' || severity === 'invalid') && <FullOctagon />}
        {severity !== 'none' && <span class="unseen">{SEVERITY_WORDS[severity]}</span>}
      </span>
      <span class="event-words">
        <b>{title}</b>
        {words && ` ${words}`}
        {!alone && <small> {device}</small>}
      </span>
      <small class="event-number">{number}</small>
    </li>
  )
}

const SEVERITY_WORDS = { none: '', minor: 'Warning: ', major: 'Alarm: ', invalid: 'Not to be relied upon: ' } as const

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
