import { useMemo } from 'preact/hooks'
import type { Scalar, StationProblem } from '../../../protocol/index.ts'
import { inWords } from '../../widgets/figures.ts'
import { usePanel } from '../../widgets/panel.ts'
import { counted, headlineOf, type News, newsOf, putForgottenAway } from './news.ts'
import { Notice } from './notice.tsx'
import { Offers } from './offers.tsx'

/** All that the station has to say of itself. */
export function Notices({ close }: { close: () => void }) {
  const { replica } = usePanel()
  const news = useMemo(() => newsOf(replica), [replica]).value
  const nothing = headlineOf(news) === undefined
  return (
    <div class="notices">
      <button type="button" class="quiet-button notices-close" data-part="close" onClick={close}>
        Close
      </button>
      {nothing && <p>All is well by now.</p>}
      <Problems problems={news.problems} />
      <Restarted news={news} />
      <Offers offers={news.offers} />
    </div>
  )
}

/** Every problem of the config, each with the line to mend. Shown in place of the devices, too, where there is none. */
export function Problems({ problems }: { problems: readonly StationProblem[] }) {
  const { replica } = usePanel()
  if (problems.length === 0) return null
  const running = replica.devices.value.length > 0
  return (
    <Notice title={`${counted(problems.length, 'problem')} in the config`}>
      <p>
        {running ? 'What ran before goes on as it was. ' : 'Nothing runs yet. '}
        Save the file when it is mended; nothing needs to be started again.
      </p>
      <ol class="problems">
        {problems.map(({ file, line, column, what, fix }) => (
          <li key={`${file}:${line}:${column}:${what}`}>
            <code>
              {file}, line {line}, column {column}
            </code>
            <b>{what}</b>
            <span>{fix}</span>
          </li>
        ))}
      </ol>
    </Notice>
  )
}

function Restarted({ news }: { news: News }) {
  const { replica } = usePanel()
  if (!news.forgotten) return null
  const asked = [...news.forgotten].map(([control, value]) => {
    const [device = '', name = ''] = control.split('.')
    const about = replica.about(device).value
    return askedWords(about?.title ?? device, about?.properties[name]?.title ?? name, {
      value,
      property: about?.properties[name],
    })
  })
  return (
    <Notice title="The station was restarted">
      <p>Nothing is asked any more. The devices are as the restart left them; before it, this was asked:</p>
      <ul class="problems">
        {asked.map(words => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <button type="button" class="quiet-button" data-part="put-away" onClick={() => putForgottenAway(news)}>
        I have seen it
      </button>
    </Notice>
  )
}

const askedWords = (
  device: string,
  title: string,
  { value, property }: { value: Scalar; property: Parameters<typeof inWords>[1] }
): string => `${device}: ${title} ${inWords(value, property)}`
