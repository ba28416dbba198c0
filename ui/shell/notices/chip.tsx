import { useMemo } from 'preact/hooks'
import { Triangle } from '../../widgets/icons.tsx'
import { usePanel } from '../../widgets/panel.ts'
import type { Covers } from '../covers.ts'
import { headlineOf, newsOf } from './news.ts'

/** That there is something to read, in the line of the link: nothing on the page moves when it comes or goes. */
export function NoticeChip({ covers }: { covers: Covers }) {
  const { replica } = usePanel()
  const news = useMemo(() => newsOf(replica), [replica]).value
  const headline = headlineOf(news)
  if (headline === undefined) return null
  return (
    <button
      type="button"
      class="quiet-button notice-chip"
      data-part="open-notices"
      data-tone={news.problems.length > 0 ? 'warn' : 'quiet'}
      aria-expanded={covers.open.value === 'notices'}
      onClick={() => covers.toggle('notices')}
    >
      {news.problems.length > 0 && <Triangle />}
      <span>{headline}</span>
    </button>
  )
}
