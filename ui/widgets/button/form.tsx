import { type Signal, useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ActionDescription, FieldDescription } from '../../../protocol/index.ts'
import type { Input } from '../../session/api.ts'
import { unitSymbol } from '../figures.ts'
import { checked, defaultOf, type Typed } from './fields.ts'

export interface FormProps {
  readonly name: string
  readonly action: ActionDescription
  /** Whether it may go out; says why not by itself. */
  readonly send: (input: Input) => boolean
  readonly close: () => void
}

/** What an action wants to be told. It is checked before anything is sent; what is wrong stands at its field. */
export function Form({ name, action, send, close }: FormProps) {
  const { input: fields = {} } = action
  const typed = useSignal<Typed>({})
  const tried = useSignal(false)
  const form = useRef<HTMLFormElement>(null)
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('input, select')?.focus(), [])
  const { faults, input } = checked(fields, typed.value)
  const submit = (event: Event) => {
    event.preventDefault()
    tried.value = true
    const [wrong] = Object.keys(faults)
    if (wrong !== undefined) form.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus()
    else if (send(input)) close()
  }
  return (
    <form
      class="form"
      ref={form}
      data-part="form"
      noValidate
      aria-label={action.title}
      onSubmit={submit}
      onKeyDown={event => event.key === 'Escape' && !event.shiftKey && close()}
    >
      {Object.entries(fields).map(([field, about]) => (
        <Field
          key={field}
          id={`${name}.${field}`}
          name={field}
          about={about}
          typed={typed}
          // An empty field is no fault before anybody tried to send it.
          fault={tried.value || typed.value[field] !== undefined ? faults[field] : undefined}
        />
      ))}
      <div class="form-end">
        <button type="submit" class="button primary" data-part="run">
          {action.title}
        </button>
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  )
}

interface FieldProps {
  readonly id: string
  readonly name: string
  readonly about: FieldDescription
  readonly typed: Signal<Typed>
  readonly fault: string | undefined
}

function Field({ id, name, about, typed, fault }: FieldProps) {
  const write = (value: string | boolean) => {
    typed.value = { ...typed.peek(), [name]: value }
  }
  const value = typed.value[name] ?? defaultOf(about)
  const common = { id, name, 'aria-describedby': `${id}-fault`, 'aria-invalid': fault !== undefined }
  return (
    <div class="form-field">
      <label for={id}>{about.title}</label>
      {about.choices ? (
        <select {...common} class="menu" value={String(value)} onChange={event => write(event.currentTarget.value)}>
          {about.choices.map(choice => (
            <option key={choice.value} value={choice.value}>
              {choice.title}
            </option>
          ))}
        </select>
      ) : about.type === 'boolean' ? (
        <input
          {...common}
          type="checkbox"
          checked={value === true}
          onChange={event => write(event.currentTarget.checked)}
        />
      ) : about.format === 'colour' ? (
        <input {...common} type="color" value={String(value)} onInput={event => write(event.currentTarget.value)} />
      ) : (
        <span class="entry" data-type={about.type} data-draft={typed.value[name] !== undefined}>
          <input
            {...common}
            type="text"
            inputMode={about.type === 'number' ? 'decimal' : 'text'}
            autoComplete="off"
            spellcheck={false}
            value={String(value)}
            onInput={event => write(event.currentTarget.value)}
          />
          {about.unit && <span class="unit">{unitSymbol(about.unit)}</span>}
        </span>
      )}
      <p class="form-fault" id={`${id}-fault`} aria-live="polite">
        {fault}
      </p>
    </div>
  )
}
