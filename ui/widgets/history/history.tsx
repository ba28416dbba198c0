import { useComputed } from '@preact/signals'
import { usePanel } from '../panel.ts'
import { rowsOf } from './rows.ts'

/** More rows than this nobody reads, and each costs the page something. */
const MOST = 40

/** What was commanded from this page, and how each command ended. */
export function History() {
  const { replica } = usePanel()
  const rows = useComputed(() => rowsOf(replica.history.value.slice(-200), device => replica.about(device).value))
  return (
    <section class="card history" aria-labelledby="history-title">
      <header>
        <h2 id="history-title">Commands from this page</h2>
      </header>
      {rows.value.length === 0 ? (
        <p class="empty">None yet. Each one you give is listed here with how it ended.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
        <section class="history-scroll" tabIndex={0} aria-labelledby="history-title">
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
                <tr key={row.command} data-command={row.command} data-tone={row.tone}>
                  <td class="time">{timeOf(row.at)}</td>
                  <td>{row.words}</td>
                  <td class="end">
                    <b>{row.end}</b>
                    {row.more && <span>{row.more}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
const timeOf = (wallClock: number): string => clock.format(wallClock)
