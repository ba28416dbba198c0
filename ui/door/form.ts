import { el } from './element.ts'

export interface FieldWish {
  readonly name: string
  readonly label: string
  /** What it must be like, below it. */
  readonly hint?: string
  readonly value?: string
  readonly type?: 'text' | 'password'
  /** For password managers, and for keyboards of phones. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Instead of typing: one of these. */
  readonly choices?: readonly string[]
}

export interface FormWish {
  readonly fields: readonly FieldWish[]
  readonly button: string
  /** What it throws is told below the fields; what it returns is told as done. */
  readonly send: (values: Readonly<Record<string, string>>) => Promise<string | undefined>
}

let count = 0

/** Fields with labels, one button, and room for what came of it. */
export function form({ fields, button, send }: FormWish): HTMLFormElement {
  const inputs = fields.map(wish => ({ name: wish.name, ...field(wish) }))
  const said = el('p', { className: 'said', attr: { role: 'alert' } })
  const submit = el('button', { type: 'submit', className: 'button' }, button)
  const all = inputs.flatMap(({ parts }) => parts)
  const show = fields.some(({ type }) => type === 'password') ? [reveal(inputs.map(({ input }) => input))] : []
  const made = el('form', { noValidate: true, method: 'post' }, ...all, ...show, said, submit)
  made.addEventListener('submit', event => {
    event.preventDefault()
    if (submit.getAttribute('aria-disabled') === 'true') return
    const values = Object.fromEntries(inputs.map(({ name, input }) => [name, input.value]))
    said.textContent = ''
    submit.setAttribute('aria-disabled', 'true')
    send(values)
      .then(
        done => {
          said.dataset.is = 'done'
          said.textContent = done ?? ''
          if (done !== undefined) made.reset()
        },
        error => {
          said.dataset.is = 'wrong'
          said.textContent = (error as Error).message
          // Where the eye is: the first field that is still to be filled, else the one that is mostly wrong.
          const { input } = inputs.find(one => one.input.value === '') ?? inputs[inputs.length - 1] ?? {}
          input?.focus()
        }
      )
      .finally(() => submit.removeAttribute('aria-disabled'))
  })
  return made
}

function field({ name, label, hint, value, type = 'text', attributes = {}, choices }: FieldWish) {
  const id = `field-${++count}`
  const described: Record<string, string> = hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }
  const input = choices
    ? el(
        'select',
        { id, name, attr: described },
        ...choices.map(choice => el('option', { value: choice, defaultSelected: choice === value }, choice))
      )
    : el('input', { id, name, type, defaultValue: value ?? '', attr: { ...attributes, ...described } })
  const parts: Node[] = [el('label', { htmlFor: id }, label), input]
  if (hint !== undefined) parts.push(el('small', { id: `${id}-hint` }, hint))
  return { input, parts }
}

/** What one has typed unseen is what one forgets. */
function reveal(inputs: readonly (HTMLInputElement | HTMLSelectElement)[]): HTMLElement {
  const hidden = inputs.filter(input => input.type === 'password') as HTMLInputElement[]
  const box = el('input', { type: 'checkbox' })
  box.addEventListener('change', () => {
    for (const input of hidden) input.type = box.checked ? 'text' : 'password'
  })
  return el('label', { className: 'reveal' }, box, ' Show what I type')
}
