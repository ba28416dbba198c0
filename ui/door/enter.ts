import { ask } from './ask.ts'
import { backTo } from './back.ts'
import { el } from './element.ts'
import { type FieldWish, form } from './form.ts'

const NAME: FieldWish = {
  name: 'name',
  label: 'Name',
  attributes: { autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' },
}

export const NEW_PASSWORD = {
  label: 'Password',
  type: 'password',
  hint: 'At least 8 characters. Three or four words make a good one.',
  attributes: { autocomplete: 'new-password' },
} as const

const goOn = (): void => location.replace(`${backTo(location.search, location.origin)}${location.hash}`)

/** Whoever is in already has nothing to do here; whoever is at the wrong door is led to the right one. */
async function sendOn(here: 'login' | 'claim'): Promise<void> {
  const { claimed, name } = await ask<{ claimed: boolean; name?: string }>('GET', '/me')
  if (name !== undefined) goOn()
  else if (claimed !== (here === 'login')) location.replace(claimed ? '/login' : '/claim')
}

export function loginPage(): Node[] {
  const enter = form({
    fields: [
      NAME,
      { name: 'password', label: 'Password', type: 'password', attributes: { autocomplete: 'current-password' } },
    ],
    button: 'Log in',
    async send(values) {
      await ask('POST', '/login', values)
      goOn()
      return undefined
    },
  })
  sendOn('login').catch(() => {})
  return [el('h1', {}, 'Log in'), enter, ...inTheClear()]
}

export function claimPage(): Node[] {
  // The code on the console comes with the address: what stands behind # is sent to nobody.
  const code = /^#([a-z]{4}-?[a-z]{4})$/i.exec(location.hash)?.[1] ?? ''
  const enter = form({
    fields: [
      {
        name: 'code',
        label: 'Claim code',
        value: code,
        hint: 'Eight letters. They stand in the log of Lockstep, where it was started.',
        attributes: { autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false' },
      },
      { ...NAME, label: 'Your name' },
      { name: 'password', ...NEW_PASSWORD },
    ],
    button: 'Make me the first user',
    async send(values) {
      await ask('POST', '/claim', values)
      location.replace('/')
      return undefined
    },
  })
  sendOn('claim').catch(() => {})
  return [
    el('h1', {}, 'Claim this Lockstep'),
    el(
      'p',
      {},
      'It has no users yet. Whoever has the claim code makes the first one, who is an admin and makes the others.'
    ),
    el('p', {}, 'From then on everybody logs in, also at the computer on which it runs.'),
    enter,
    ...inTheClear(),
  ]
}

/** A password that everybody in the network may read along is worth a word. */
function inTheClear(): Node[] {
  const near = location.protocol === 'https:' || /^(localhost|127\..*|\[::1\])$/.test(location.hostname)
  if (near) return []
  const words = 'This connection is not encrypted: whoever is in this network could read your password along. '
  return [el('p', { className: 'clear' }, words, 'Use one that you use nowhere else.')]
}
