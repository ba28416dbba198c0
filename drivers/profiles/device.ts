import type { FieldDescription, Scalar } from '../../protocol/index.ts'
import { type ActionOptions, action } from '../declare.ts'
import { type Action, type Link, type Need, type StopBehaviour, serial, tcp } from '../driver.ts'
import { type Decoder, type Framing, lines, toBytes } from '../framing.ts'
import { choicesOf, codecOf } from './codec.ts'
import { given, scalarOf, titleOf } from './property.ts'
import type { ActionSpec, DeviceSpec, ValueSpec } from './schema.ts'
import { fill } from './template.ts'

/** Longest line that is taken for one, characters. */
const LONGEST = 1_024

/** Lines sent with their end as the profile says, and heard with whatever blanks and returns are around them. */
export function framingOf({ end = '\n' }: DeviceSpec): Framing {
  const heard = lines({ end: end.endsWith('\r') ? '\r' : '\n', longest: LONGEST })
  return { ...heard, encode: text => toBytes(text + end), decoder: () => new Trimmed(heard.decoder()) }
}

class Trimmed implements Decoder {
  readonly #inner: Decoder

  constructor(inner: Decoder) {
    this.#inner = inner
  }

  push(bytes: Uint8Array) {
    return this.#inner
      .push(bytes)
      .map(({ text }) => ({ text: text.trim() }))
      .filter(({ text }) => text !== '')
  }

  get garbage(): number {
    return this.#inner.garbage
  }

  get begun(): boolean {
    return this.#inner.begun
  }

  reset(): void {
    this.#inner.reset()
  }
}

/** Both ways, the usual one first. */
export const needsOf = (
  { port, baudRate }: DeviceSpec,
  usual: { readonly first: 'serial' | 'tcp'; readonly port: number; readonly baudRate: number }
): readonly [Need, Need] => {
  const needs = [tcp({ port: port ?? usual.port }), serial({ baudRate: baudRate ?? usual.baudRate })] as const
  return usual.first === 'tcp' ? needs : [needs[1], needs[0]]
}

/** What a profile says of stop: requests after the conversation under way, or bytes at once. */
export function stopOf(
  { stop, end = '\n' }: DeviceSpec,
  properties: Readonly<Record<string, ValueSpec>>
): StopBehaviour {
  if (!stop) return { how: 'none' }
  const { write = [], realtime, reply, expect = {} } = stop
  const bytes = (realtime ?? '') + write.map(text => text + end).join('')
  return {
    how: realtime === undefined ? 'afterCurrent' : 'realtime',
    run: link => link.urgent(bytes),
    ...(reply && { says: realtime === undefined ? write.map(() => reply) : [reply] }),
    expect: Object.fromEntries(
      Object.entries(expect).map(([name, word]) => [name, scalarOf(word, codecOf(properties[name] ?? {}))])
    ),
  }
}

/** @param send how this kind of device is told something */
export function actionsOf<A extends ActionSpec>(
  actions: Readonly<Record<string, A>> | undefined,
  send: (link: Link, action: A, requests: readonly string[]) => Promise<unknown>
): Readonly<Record<string, Action>> {
  const made = Object.entries(actions ?? {}).map(([name, spec]) => {
    const { title = titleOf(name), within = '5 s', input, write } = spec
    const fields = Object.entries(input ?? {})
    const codecs = fields.map(([field, value]) => [field, codecOf(value)] as const)
    const run: ActionOptions['run'] = (link, told) => {
      const words = Object.fromEntries(codecs.map(([field, codec]) => [field, codec.write(told[field] as Scalar)]))
      return send(
        link,
        spec,
        write.map(request => fill(request, words))
      )
    }
    const described = Object.fromEntries(fields.map(([field, value]) => [field, fieldOf(field, value)]))
    return [name, action({ title, within, run, ...(fields.length > 0 && { input: described }) })] as const
  })
  return Object.fromEntries(made)
}

function fieldOf(
  name: string,
  spec: ValueSpec & { readonly default?: string | number | boolean | undefined }
): FieldDescription {
  const codec = codecOf(spec)
  const { title = titleOf(name), unit, range, step, precision, select, text } = spec
  return {
    title,
    type: codec.type,
    ...given({ unit, range, step, precision }),
    ...(select && { choices: choicesOf(select).map(([value, title]) => ({ value, title })) }),
    ...(typeof text === 'number' && { longest: text }),
    ...(spec.default !== undefined && { default: scalarOf(spec.default, codec) }),
  }
}
