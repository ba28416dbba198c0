import { ROLES } from '../../protocol/codes.ts'
import { ask } from './ask.ts'
import { button } from './button.ts'
import { el } from './element.ts'
import { form } from './form.ts'
import { table } from './table.ts'

interface Token {
  readonly id: string
  readonly name: string
  readonly user: string
  readonly role: string
  readonly used?: number
}

/** Tokens for programs, and a form for one more; its secret is shown once. */
export async function tokensSection(me: string, admin: boolean): Promise<HTMLElement> {
  const list = el('div')
  const fresh = el('div', { className: 'fresh', attr: { role: 'status' } })
  const draw = async (): Promise<void> => {
    const tokens = await ask<Token[]>('GET', '/tokens')
    const rows = tokens.map(token => rowOf(token, draw))
    const words = 'A program shows a token instead of logging in. There is none yet.'
    list.replaceChildren(
      rows.length > 0 ? table('Tokens', ['Name', 'Role', 'Last used', ''], rows) : el('p', {}, words)
    )
  }
  await draw()
  const add = form({
    fields: [
      { name: 'name', label: 'What for', hint: 'For example "grafana".', attributes: { autocomplete: 'off' } },
      { name: 'role', label: 'Role', choices: ROLES, value: 'viewer' },
      ...(admin ? [{ name: 'user', label: 'Whose', value: me, attributes: { autocomplete: 'off' } }] : []),
    ],
    button: 'Make a token',
    async send(values) {
      const { token, warning } = await ask<{ token: string; warning?: string }>('POST', '/tokens', values)
      const shown = el('input', { readOnly: true, value: token, attr: { 'aria-label': 'The token' } })
      shown.addEventListener('focus', () => shown.select())
      fresh.replaceChildren(el('p', {}, 'Copy it now; it is not shown again.'), shown)
      await draw()
      shown.focus()
      return warning ?? 'Send it as "Authorization: Bearer ...".'
    },
  })
  return el('div', {}, list, el('h3', {}, 'One more'), add, fresh)
}

function rowOf({ id, name, user, role, used }: Token, draw: () => Promise<void>): (Node | string)[] {
  const revoke = async (): Promise<void> => {
    await ask('DELETE', `/tokens/${id}`)
    await draw()
  }
  const last = used === undefined ? 'never' : new Date(used).toLocaleString()
  return [`${user}/${name}`, role, last, button('Revoke', revoke, `Really revoke ${name}?`)]
}
