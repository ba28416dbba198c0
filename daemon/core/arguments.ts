import type { Cmd } from '../../protocol/index.ts'
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
    return cmd.value === undefined ? undefined : `"${control.key}" takes no value.`
  }
  if (cmd.op !== 'set') return `"${control.key}" is a property: set it, do not call it.`
  if (cmd.value === undefined) return `Setting "${control.key}" needs a value.`
  return valueFault(cmd.value, target.description)
}

type Described = Extract<Control['target'], { kind: 'property' }>['description']

function valueFault(
  value: NonNullable<Cmd['value']> | null,
  { title, type, range, unit }: Described
): string | undefined {
  if (typeof value !== type) return `${title} takes a ${type}, not ${JSON.stringify(value)}.`
  if (typeof value !== 'number' || !range) return undefined
  const [least, most] = range
  if (value >= least && value <= most) return undefined
  const of = unit ? ` ${unit}` : ''
  return `${title} takes ${least} to ${most}${of}; ${value}${of} is outside.`
}
