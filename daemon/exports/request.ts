import { LIMITS, type Scalar, type ValueDescription } from '../../protocol/index.ts'
import { duplicatedKey } from '../../protocol/keys.ts'
import type { State } from '../core/index.ts'
import type { Order } from '../sessions/index.ts'

/** What a request wants, or why it is none. */
export type Wanted = { readonly order: Order } | { readonly fault: string }

/** Reads the topic and the payload of a request: a plain value, or JSON with what else it quotes. */
export function readRequest(state: State, { control, op }: Pick<Order, 'control' | 'op'>, payload: Uint8Array): Wanted {
  if (payload.length > LIMITS.frame) return { fault: `A request may have ${LIMITS.frame} bytes at most.` }
  const text = new TextDecoder().decode(payload)
  const [device = '', name = ''] = control.split('.', 2)
  const described = state.devices.get(device)?.description.properties[name]
  const json = readObject(text)
  if (json === undefined) return op === 'call' ? plainCall(control, text) : plainSet(control, text, described)
  const twice = duplicatedKey(text)
  if (twice !== undefined) return { fault: `The key "${twice}" occurs twice; send each key once.` }
  return whole({ control, op }, json, state)
}

function plainCall(control: string, text: string): Wanted {
  if (text.trim() === '') return { order: { op: 'call', control } }
  return { fault: `An action is called with nothing, or with JSON such as {"input": {...}}; not ${quote(text)}.` }
}

function plainSet(control: string, text: string, described: ValueDescription | undefined): Wanted {
  return { order: { op: 'set', control, value: readValue(text, described) } }
}

/** As the property's type has it; what does not fit is left as text, and core says what would. */
function readValue(text: string, described: ValueDescription | undefined): Scalar {
  const word = text.trim().toLowerCase()
  if (described?.type === 'boolean') {
    if (['true', 'on', '1'].includes(word)) return true
    if (['false', 'off', '0'].includes(word)) return false
  }
  if (described?.type === 'number' && word !== '' && Number.isFinite(Number(word))) return Number(word)
  return text.slice(0, LIMITS.text + 1)
}

function readObject(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function whole({ control, op }: Pick<Order, 'control' | 'op'>, json: Record<string, unknown>, state: State): Wanted {
  const { stopGeneration, basis, epoch, value, input, ...more } = json
  const fields = `${op === 'set' ? 'value' : 'input'}, stopGeneration, basis and epoch`
  const other = Object.keys(more)[0] ?? (op === 'set' ? input && 'input' : value !== undefined && 'value')
  if (other) return { fault: `A request has the fields ${fields}; "${String(other)}" is none of them.` }
  if (op === 'set' && !isScalar(value)) return { fault: 'The field "value" is a number, a truth value or a text.' }
  if (input !== undefined && !isInput(input))
    return { fault: 'The field "input" is an object of values by their names.' }
  for (const [name, count] of Object.entries({ stopGeneration, basis }))
    if (count !== undefined && !isCount(count)) return { fault: `The field "${name}" is a whole number from 0.` }
  // Both begin anew with each life of the daemon: a number of an earlier one would pass as new (EpochConfusion).
  const dated = isCount(stopGeneration) || isCount(basis)
  if (epoch === undefined ? dated : typeof epoch !== 'string' || epoch.length > 64)
    return { fault: 'Who quotes "basis" or "stopGeneration" quotes the "epoch" that stood beside it, too.' }
  if (isCount(basis) && epoch === state.epoch && basis > state.revision)
    return { fault: `There is no revision ${basis} yet; the newest is ${state.revision}.` }
  return {
    order: {
      op,
      control,
      ...(op === 'set' && { value: value as Scalar }),
      ...(isInput(input) && { input }),
      ...(isCount(stopGeneration) && { stopGeneration }),
      ...(isCount(basis) && { basis }),
      ...(typeof epoch === 'string' && { epoch }),
    },
  }
}

const isScalar = (value: unknown): value is Scalar =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.length <= LIMITS.text)

const isInput = (input: unknown): input is Record<string, Scalar> =>
  typeof input === 'object' &&
  input !== null &&
  Object.keys(input).length <= LIMITS.inputs &&
  Object.values(input).every(isScalar)

const isCount = (count: unknown): count is number => Number.isSafeInteger(count) && (count as number) >= 0

const quote = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text)
