import { usePanel } from '../../widgets/panel.ts'
import type { Covers } from '../covers.ts'
import { Person } from '../icons.tsx'

/** Who one is here; what one may do about it is asked for by pressing. */
export function AccountButton({ covers }: { covers: Covers }) {
  const { session, replica } = usePanel()
  // The name comes with the welcome, before the link is live.
  const { state } = replica.link.value
  const name = state === 'connecting' ? '' : (session.name ?? '')
  return (
    <button
      type="button"
      class="bar-button"
      data-part="open-account"
      aria-label={`Account: ${name}`}
      aria-expanded={covers.open.value === 'account'}
      onClick={() => covers.toggle('account')}
    >
      <Person />
      <span class="bar-word account-word">{name}</span>
    </button>
  )
}
