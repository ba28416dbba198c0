import { el } from './element.ts'

/** What cannot be undone is asked for twice, at the same place. `sure`: the words of the second time. */
export function button(words: string, press: () => Promise<void>, sure?: string): HTMLElement {
  const said = el('span', { className: 'said', attr: { role: 'alert' } })
  const made = el('button', { type: 'button', className: 'quiet-button' }, words)
  let asked = sure === undefined
  made.addEventListener('click', () => {
    if (!asked) {
      asked = true
      made.textContent = sure as string
      return
    }
    press().catch(error => {
      said.dataset.is = 'wrong'
      said.textContent = (error as Error).message
    })
  })
  made.addEventListener('blur', () => {
    if (sure === undefined) return
    asked = false
    made.textContent = words
  })
  return el('span', { className: 'pressed' }, made, said)
}
