import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RunUnderWay } from '../../../protocol/index.ts'
import { usePanel } from '../../widgets/panel.ts'
import { askRuns, type RunFile } from './ask.ts'
import { Length } from './button.tsx'
import { bytesWords } from './words.ts'

/** Recording: begin, mark, end; and the runs that there are. */
export function Runs({ close }: { close: () => void }) {
  const { replica } = usePanel()
  const run = useComputed(() => replica.key('station.$run').value?.value as RunUnderWay | undefined).value
  const said = useSignal('')
  /** What it refuses is said; nothing else is lost. */
  const ask = async (asking: () => Promise<unknown>): Promise<boolean> => {
    said.value = ''
    try {
      await asking()
      return true
    } catch (error) {
      said.value = (error as Error).message
      return false
    }
  }
  return (
    <div class="runs">
      <button type="button" class="quiet-button notices-close" data-part="close" onClick={close}>
        Close
      </button>
      <h2>Record</h2>
      {run ? <UnderWay run={run} ask={ask} /> : <Begin ask={ask} />}
      <p class="runs-said" role="status">
        {said.value}
      </p>
      <Files ask={ask} underWay={run?.id} />
    </div>
  )
}

type Ask = (asking: () => Promise<unknown>) => Promise<boolean>

function Begin({ ask }: { ask: Ask }) {
  const name = useSignal('')
  const note = useSignal('')
  const begin = async (event: Event): Promise<void> => {
    event.preventDefault()
    const wish = { name: name.value.trim() || 'Run', note: note.value }
    if (await ask(() => askRuns('POST', '', wish))) {
      name.value = ''
      note.value = ''
    }
  }
  return (
    <form class="runs-begin" onSubmit={begin}>
      <label>
        Name
        <input
          name="run"
          maxLength={80}
          placeholder="Cooling curve"
          value={name.value}
          onInput={event => {
            name.value = event.currentTarget.value
          }}
        />
      </label>
      <label>
        Note
        <textarea
          rows={2}
          maxLength={2_000}
          placeholder="What was done, with what"
          value={note.value}
          onInput={event => {
            note.value = event.currentTarget.value
          }}
        />
      </label>
      <p>
        Every sample of every device goes to one CSV file on the station, with units, with what was asked, and with what
        happened.
      </p>
      <button type="submit" class="runs-go" data-part="record">
        Start recording
      </button>
    </form>
  )
}

function UnderWay({ run, ask }: { run: RunUnderWay; ask: Ask }) {
  const words = useSignal('')
  const mark = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (words.value.trim() === '') return
    if (await ask(() => askRuns('POST', '/mark', { words: words.value }))) words.value = ''
  }
  return (
    <section class="runs-now" aria-label="Under way">
      <p>
        <b>{run.name}</b>, by {run.by}: {run.fault ?? <Length since={run.since} />}
        {run.fault === undefined && `, ${run.rows.toLocaleString('en')} rows, ${bytesWords(run.bytes)}`}
      </p>
      {run.fault === undefined && (
        <form onSubmit={mark}>
          <input
            aria-label="Mark this moment with"
            maxLength={200}
            placeholder="Mark this moment: lid opened"
            value={words.value}
            onInput={event => {
              words.value = event.currentTarget.value
            }}
          />
          <button type="submit" class="quiet-button" data-part="mark">
            Mark
          </button>
        </form>
      )}
      <button type="button" class="runs-go" data-part="end-record" onClick={() => ask(() => askRuns('POST', '/stop'))}>
        {run.fault === undefined ? 'Stop recording' : 'Put it away'}
      </button>
    </section>
  )
}

function Files({ ask, underWay }: { ask: Ask; underWay: string | undefined }) {
  const files = useSignal<readonly RunFile[] | undefined>(undefined)
  const load = () =>
    ask(async () => {
      files.value = (await askRuns<{ runs: readonly RunFile[] }>('GET')).runs
    })
  useEffect(() => void load(), [underWay])
  const remove = async (id: string): Promise<void> => {
    if (await ask(() => askRuns('DELETE', `/${id}`))) await load()
  }
  if (!files.value) return null
  const over = files.value.filter(({ id }) => id !== underWay)
  if (over.length === 0) return <p class="runs-none">No run yet. The files will stand here.</p>
  return (
    <ul class="runs-files" aria-label="Runs">
      {over.map(({ id, name, bytes, since }) => (
        <li key={id}>
          <a href={`./api/runs/${id}.csv`} download>
            {name}
          </a>
          <small>
            {new Date(since).toLocaleString()}, {bytesWords(bytes)}
          </small>
          <Remove remove={() => remove(id)} />
        </li>
      ))}
    </ul>
  )
}

/** A file is somebody's work: the second press removes it. */
function Remove({ remove }: { remove: () => void }) {
  const sure = useSignal(false)
  return (
    <button
      type="button"
      class="quiet-button"
      onBlur={() => {
        sure.value = false
      }}
      onClick={() => {
        if (sure.value) remove()
        sure.value = !sure.value
      }}
    >
      {sure.value ? 'Really remove' : 'Remove'}
    </button>
  )
}
