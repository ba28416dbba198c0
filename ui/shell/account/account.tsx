import { useEffect, useState } from 'preact/hooks'
import type { Role } from '../../../protocol/index.ts'
import { usePanel } from '../../widgets/panel.ts'

const MAY: Readonly<Record<Role, string>> = {
  viewer: 'may watch, and press Stop.',
  operator: 'may operate every device.',
  engineer: 'may operate every device.',
  admin: 'may operate every device, and say who else may.',
}

/** Who one is, what one may, and the ways out of it. */
export function Account() {
  const { session } = usePanel()
  const [claimed, setClaimed] = useState<boolean | undefined>(undefined)
  const [fault, setFault] = useState('')
  useEffect(() => {
    fetch('/me')
      .then(answer => answer.json())
      .then((me: { claimed: boolean }) => setClaimed(me.claimed))
      .catch(() => setFault('The station cannot be reached.'))
  }, [])
  const logOut = (): void => {
    fetch('/logout', { method: 'POST' }).then(
      () => location.reload(),
      () => setFault('The station cannot be reached: you are still logged in.')
    )
  }
  const { role = 'viewer', name } = session
  return (
    <section class="account" aria-label="Account" data-claimed={claimed}>
      <h2 data-part="account-name">{name}</h2>
      <p data-part="account-role">
        <b>{role}</b>: {MAY[role]}
      </p>
      {claimed === false && (
        <p>
          Nobody logs in here yet: whoever is at this computer operates, and other computers are not let in.{' '}
          <a href="/claim">Make the first user</a>
        </p>
      )}
      {claimed && (
        <div class="account-ways">
          <a href="/account">{role === 'admin' ? 'Password, tokens, users' : 'Password and tokens'}</a>
          <button type="button" class="quiet-button" data-part="log-out" onClick={logOut}>
            Log out
          </button>
        </div>
      )}
      {fault !== '' && <p role="alert">{fault}</p>}
    </section>
  )
}
