import { duration, inWords } from '../figures.ts'
import { type Row, stepsOf } from './rows.ts'

/** All that this page knows of a command: each stage, when it heard of it, and the values on the way. */
export function Details({ row }: { row: Row }) {
  const { entry, passed } = row
  return (
    <div class="history-details">
      <ol data-part="stages">
        <li>
          <time>{exact.format(entry.wallClock)}</time> given
        </li>
        {stepsOf(entry).map(({ words, after }) => (
          <li key={words}>
            <time>{`+ ${duration(after)}`}</time> {words}
          </li>
        ))}
      </ol>
      {passed.length > 0 && (
        <p>
          On the way: {passed.map(({ value }) => inWords(value)).join(', ')}
          {'. '}
          Each was replaced by the next before it mattered, or done and followed by it.
        </p>
      )}
      {entry.command > 0 && <p>Command {entry.command} of this page.</p>}
    </div>
  )
}

const exact = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
} as Intl.DateTimeFormatOptions)
