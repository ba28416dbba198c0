import { type Signal, useComputed, useSignal } from '@preact/signals'
import { usePanel } from '../panel.ts'
import { Details } from './details.tsx'
import { type Row, rowsOf } from './rows.ts'

/** More rows than this nobody reads, and each costs the page something. */
const MOST = 40

/** What was commanded from this page, and how each command ended. */
export function History() {
  const { replica } = usePanel()
  const rows = useComputed(() => rowsOf(replica.history.value.slice(-200), device => replica.about(device).value))
  const open = useSignal<number | undefined>(undefined)
  return (
    <section class="card history" aria-labelledby="history-title">
      <header>
        <h2 id="history-title">Commands from this page</h2>
      </header>
      {rows.value.length === 0 ? (
        <p class="empty">None yet. Each one you give is listed here with how it ended.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
        <section class="history-scroll" tabIndex={0} aria-label="Commands, newest first">
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Command</th>
                <th scope="col">How it ended</th>
              </tr>
            </thead>
            <tbody>
              {rows.value.slice(0, MOST).map(row => (
                <Entry key={row.command} row={row} open={open} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

/** One command in a line; pressed, everything about it. */
function Entry({ row, open }: { row: Row; open: Signal<number | undefined> }) {
  const shown = open.value === row.command
  const toggle = () => {
    open.value = shown ? undefined : row.command
  }
  return (
    <>
      <tr data-command={row.command} data-tone={row.tone} data-open={shown}>
        <td class="time">{timeOf(row.at)}</td>
        <td>
          <button type="button" class="history-more" aria-expanded={shown} onClick={toggle}>
            {row.words}
          </button>
        </td>
        <td class="end">
          <b>{row.end}</b>
          {row.more && <span>{row.more}</span>}
        </td>
      </tr>
      {shown && (
        <tr class="history-open">
          <td colSpan={3}>
            <Details row={row} />
          </td>
        </tr>
      )}
    </>
  )
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
const timeOf = (wallClock: number): string => clock.format(wallClock)
