import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import type {
  ActionDescription,
  EventDescription,
  FieldDescription,
  PropertyDescription,
  Scalar,
  ValueDescription,
} from '../../protocol/index.ts'

export type Schema = Readonly<Record<string, unknown>>

/** What a value may be, in the words that JSON Schema, OpenAPI and Thing Descriptions share. */
export function valueSchema(described: ValueDescription): Schema {
  const { title, type, range, choices, format, longest } = described
  return {
    title,
    type,
    ...(type === 'number' && range && { minimum: range[0], maximum: range[1] }),
    ...(choices && { enum: choices.map(({ value }) => value) }),
    ...(format === 'colour' && { pattern: '^#[0-9a-fA-F]{6}$' }),
    ...(longest !== undefined && { maxLength: longest }),
  }
}

/** What it may be, in words: what no schema says. */
export function noteOf(described: ValueDescription | PropertyDescription): string {
  const { unit, step, precision, choices } = described
  const { control, staleAfter } = described as Partial<PropertyDescription>
  const notes = [
    unit && `Unit ${unit} (UCUM).`,
    step !== undefined && `Steps of ${step}.`,
    precision !== undefined && `Differences below ${precision} mean nothing.`,
    choices &&
      `One of ${choices.map(({ value, title }) => (value === title ? value : `${value} (${title})`)).join(', ')}.`,
    staleAfter !== undefined && `Stale after ${staleAfter} ms.`,
    control?.safe !== undefined && `Safe: ${JSON.stringify(control.safe)}.`,
  ]
  return notes.filter(note => typeof note === 'string').join(' ')
}

/** The fields of an action. */
export function inputSchema(
  { input = {} }: ActionDescription,
  of: (field: FieldDescription) => Schema = fieldSchema
): Schema {
  const fields = Object.entries(input)
  const required = fields.filter(([, field]) => field.default === undefined).map(([name]) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, of(field)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

function fieldSchema(field: FieldDescription): Schema {
  const description = noteOf(field)
  const byDefault: { default?: Scalar } = field.default === undefined ? {} : { default: field.default }
  return { ...valueSchema(field), ...(description && { description }), ...byDefault }
}

export const eventSchema = ({ data }: EventDescription): Schema => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(data).map(([name, type]) => [name, { type }])),
})

/** A schema that requests are held to, as others read it. What JSON Schema cannot say is held to all the same. */
export function schemaOf(schema: GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
  })
  return rest
}
