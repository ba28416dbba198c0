import type { FieldDescription, Scalar } from '../../../protocol/index.ts'
import { parseEntry } from '../entry/parse.ts'
import { figure, limit, roundTo, scaleOf, withUnit } from '../figures.ts'

/** What stands in a form, by the names of its fields: as typed, or as ticked. */
export type Typed = Readonly<Record<string, string | boolean>>

/** What stands in a field before anybody typed: its default. */
export function defaultOf(field: FieldDescription): string | boolean {
  const { default: given, choices } = field
  if (field.type === 'boolean') return given === true
  if (typeof given === 'number') return figure(given, scaleOf(field).digits).replace(/\u202f/g, '')
  if (typeof given === 'string') return given
  return choices?.[0]?.value ?? ''
}

/** A field's value, or why it is none. Left empty, it is left out: the device's default holds. */
export function readField(
  typed: string | boolean,
  field: FieldDescription
): { readonly value?: Scalar } | { readonly fault: string } {
  if (typeof typed === 'boolean') return { value: typed }
  if (typed.trim() === '' && field.default !== undefined) return {}
  if (field.type === 'number') return numberOf(typed, field)
  if (typed === '' && field.default === undefined) return { fault: 'This must be given.' }
  if (field.longest !== undefined && typed.length > field.longest) {
    return { fault: `It takes ${field.longest} characters at most; these are ${typed.length}.` }
  }
  if (field.choices && !field.choices.some(({ value }) => value === typed)) return { fault: 'Choose one of the list.' }
  return { value: typed }
}

function numberOf(typed: string, field: FieldDescription): { readonly value: number } | { readonly fault: string } {
  if (typed.trim() === '') return { fault: 'A number must be given.' }
  const parsed = parseEntry(typed, field.unit)
  if ('fault' in parsed) return { fault: parsed.fault.replace('; Escape leaves it as it is', '') }
  if (!field.range) return parsed
  const scale = scaleOf(field)
  const [min, max] = field.range
  if (parsed.value < min || parsed.value > max) {
    return { fault: `It takes ${limit(min, scale)} to ${withUnit(limit(max, scale), scale)}.` }
  }
  return { value: field.step === undefined ? parsed.value : roundTo(parsed.value, scale) }
}

export interface Checked {
  readonly input: Readonly<Record<string, Scalar>>
  readonly faults: Readonly<Record<string, string>>
}

/** The whole form: what would be sent, and what is wrong with it. */
export function checked(fields: Readonly<Record<string, FieldDescription>>, typed: Typed): Checked {
  const input: Record<string, Scalar> = {}
  const faults: Record<string, string> = {}
  for (const [name, field] of Object.entries(fields)) {
    const found = readField(typed[name] ?? defaultOf(field), field)
    if ('fault' in found) faults[name] = found.fault
    else if (found.value !== undefined) input[name] = found.value
  }
  return { input, faults }
}
