import type { ActionDescription, Cmd, Scalar, ValueDescription } from '../../protocol/index.ts'
import type { Input } from './effects.ts'
import { readingOf } from './locks.ts'
import type { Control } from './state.ts'

/** What is wrong with the arguments of a command, as a sentence; undefined when nothing is. */
export function argumentFault(cmd: Cmd, control: Control): string | undefined {
  const { target } = control
  if (cmd.op === 'read') {
    if (readingOf(control) === undefined) return `There is nothing of ${control.device.name} that can be read.`
    return cmd.value === undefined ? undefined : 'A reading takes no value.'
  }
  if (target.kind === 'action') {
    if (cmd.op !== 'call') return `"${control.key}" is an action: call it, do not set it.`
    return cmd.value === undefined
      ? inputFault(cmd.input ?? {}, target.description)
      : `"${control.key}" takes no value.`
  }
  if (cmd.input !== undefined) return `"${control.key}" is a property: it takes a value, and no input.`
  if (cmd.op !== 'set') return `"${control.key}" is a property: set it, do not call it.`
  if (cmd.value === undefined) return `Setting "${control.key}" needs a value.`
  return valueFault(cmd.value, target.description)
}

/** What an action is told: what was given, and the defaults of what was not. */
export function inputOf({ input = {} }: Cmd, { target }: Control): Input {
  const fields = target.kind === 'action' ? Object.entries(target.description.input ?? {}) : []
  return Object.fromEntries(fields.map(([name, field]) => [name, input[name] ?? field.default ?? null]))
}

function inputFault(input: Input, { title, input: fields = {} }: ActionDescription): string | undefined {
  const names = Object.keys(fields)
  for (const name of Object.keys(input)) {
    if (Object.hasOwn(fields, name)) continue
    return `${title} takes no "${name}"; ${names.length > 0 ? `it takes ${names.join(', ')}` : 'it takes no input'}.`
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = input[name]
    if (value === undefined && field.default === undefined) return `${title} needs "${name}" (${field.title}).`
    const fault = value === undefined ? undefined : valueFault(value, field)
    if (fault) return fault
  }
  return undefined
}

function valueFault(value: Scalar, described: ValueDescription): string | undefined {
  const { title, type } = described
  if (typeof value === 'string' && type === 'string') return textFault(value, described)
  if (typeof value !== type) return `${title} takes a ${type}, not ${JSON.stringify(value)}.`
  const { range, unit } = described
  if (typeof value !== 'number' || !range) return undefined
  const [least, most] = range
  if (value >= least && value <= most) return undefined
  const of = unit ? ` ${unit}` : ''
  return `${title} takes ${least} to ${most}${of}; ${value}${of} is outside.`
}

function textFault(text: string, { title, choices, format, longest }: ValueDescription): string | undefined {
  if (choices && !choices.some(({ value }) => value === text)) {
    return `${title} takes ${choices.map(({ value }) => value).join(', ')}; not ${JSON.stringify(text)}.`
  }
  if (format === 'colour' && !/^#[0-9a-f]{6}$/i.test(text)) return `${title} takes a colour, for example #ff8800.`
  // Most devices take lines: the end of one in a text would begin a command of the sender's own.
  if (/\p{Cc}/u.test(text)) return `${title} takes one line, without control characters.`
  if (longest !== undefined && text.length > longest) return `${title} takes ${longest} characters at most.`
  return undefined
}
