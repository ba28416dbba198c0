import { ROLES } from '../../protocol/codes.ts'
import { ask } from './ask.ts'
import { button } from './button.ts'
import { el } from './element.ts'
import { NEW_PASSWORD } from './enter.ts'
import { form } from './form.ts'
import { table } from './table.ts'

interface User {
  readonly name: string
  readonly role: string
  readonly seen?: number
}

interface Answer {
  readonly warning?: string
}

/** All users, and a form for one more. */
export async function usersSection(): Promise<HTMLElement> {
  const list = el('div')
  const draw = async (): Promise<void> => {
    const users = await ask<User[]>('GET', '/users')
    list.replaceChildren(
      table(
        'Users',
        ['Name', 'Role', 'Last here', ''],
        users.map(user => rowOf(user, draw))
      )
    )
  }
  await draw()
  const add = form({
    fields: [
      { name: 'name', label: 'Name', attributes: { autocomplete: 'off' } },
      { name: 'password', ...NEW_PASSWORD, label: 'First password' },
      { name: 'role', label: 'Role', choices: ROLES, value: 'operator' },
    ],
    button: 'Add a user',
    async send(values) {
      const { warning } = await ask<Answer>('POST', '/users', values)
      await draw()
      return warning ?? `${values.name} can log in now. Tell them the password, and that they can change it.`
    },
  })
  return el('div', {}, list, el('h3', {}, 'One more'), add)
}

function rowOf({ name, role, seen }: User, draw: () => Promise<void>): (Node | string)[] {
  const path = `/users/${encodeURIComponent(name)}`
  const choice = el(
    'select',
    { attr: { 'aria-label': `Role of ${name}` } },
    ...ROLES.map(each => el('option', { value: each, selected: each === role }, each))
  )
  const said = el('span', { className: 'said', attr: { role: 'alert' } })
  choice.addEventListener('change', () => {
    ask('PATCH', path, { role: choice.value }).then(draw, error => {
      choice.value = role
      said.dataset.is = 'wrong'
      said.textContent = (error as Error).message
    })
  })
  const remove = async (): Promise<void> => {
    await ask('DELETE', path)
    await draw()
  }
  return [
    name,
    el('span', {}, choice, said),
    seen === undefined ? 'never' : new Date(seen).toLocaleDateString(),
    el('span', { className: 'actions' }, reset(name, path), button('Remove', remove, `Really remove ${name}?`)),
  ]
}

function reset(name: string, path: string): HTMLElement {
  return el(
    'details',
    {},
    el('summary', { className: 'quiet-button' }, 'New password'),
    form({
      fields: [{ name: 'password', ...NEW_PASSWORD, label: `New password of ${name}` }],
      button: 'Set it',
      async send({ password }) {
        const { warning } = await ask<Answer>('PATCH', path, { password })
        return warning ?? `${name} must log in with it now.`
      },
    })
  )
}
