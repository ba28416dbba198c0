import { ask, isLoginNeeded } from './ask.ts'
import { button } from './button.ts'
import { el } from './element.ts'
import { NEW_PASSWORD } from './enter.ts'
import { form } from './form.ts'
import { tokensSection } from './tokens.ts'
import { usersSection } from './users.ts'

interface Me {
  readonly claimed: boolean
  readonly name?: string
  readonly role?: string
}

/** Who one is; for admins, who everybody else is. */
export async function accountPage(): Promise<Node[]> {
  let me: Me
  try {
    me = await ask<Me>('GET', '/me')
  } catch (error) {
    if (isLoginNeeded(error)) location.replace('/login?to=/account')
    return [el('h1', {}, 'Account'), el('p', {}, (error as Error).message)]
  }
  if (!me.claimed || me.name === undefined) {
    location.replace(me.claimed ? '/login?to=/account' : '/claim')
    return []
  }
  const admin = me.role === 'admin'
  return [
    el('nav', {}, el('a', { href: '/' }, 'Back to the station')),
    el('h1', {}, me.name),
    el('p', {}, `Your role here is ${me.role}.`),
    button('Log out', async () => {
      await ask('POST', '/logout', {})
      location.replace('/login')
    }),
    section('Password', passwordForm(me.name)),
    section('Tokens', await tokensSection(me.name, admin)),
    ...(admin ? [section('Users', await usersSection())] : []),
  ]
}

function passwordForm(name: string): HTMLFormElement {
  return form({
    fields: [
      // Password managers want to know whose it is.
      { name: 'user', label: 'Name', value: name, attributes: { autocomplete: 'username', readonly: '' } },
      { name: 'old', label: 'Password of now', type: 'password', attributes: { autocomplete: 'current-password' } },
      { name: 'password', ...NEW_PASSWORD, label: 'New password' },
    ],
    button: 'Change it',
    async send({ old, password }) {
      const { warning } = await ask<{ warning?: string }>('POST', '/password', { old, password })
      return warning ?? 'It is changed. Wherever else you were logged in, you are not any more.'
    },
  })
}

function section(title: string, ...content: readonly Node[]): HTMLElement {
  return el('section', { className: 'card' }, el('h2', {}, title), ...content)
}
