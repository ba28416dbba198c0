import * as v from 'valibot'
import { stringify } from 'yaml'
import type { Path } from './document.ts'
import { StationConfig } from './schema.ts'

/** What belongs at a place of the config, as its schema says. */
export interface Expected {
  /** In words: `a text of 1 to 80 characters`. */
  readonly is: string
  /** As it would be written there. */
  readonly write: string
  /** `a device`: what has settings, or names, of its own. */
  readonly title: string
  /** Names of its settings, where these are fixed. */
  readonly settings: readonly string[] | undefined
  /** What a name has to be, where a person chooses it. */
  readonly names: string | undefined
}

export function expectedAt(path: Path): Expected {
  const schema = schemaAt(path)
  const { title = '', description = 'something else', examples = [] } = wordsOf(schema)
  const record = partsOf(schema).find(part => part.type === 'record')
  const entries = partsOf(schema).find(part => part.entries)?.entries
  return {
    is: description,
    write: examples.map(example => written(path, example)).join('   or   '),
    title,
    settings: entries && Object.keys(entries),
    names: record && wordsOf(record.key).description,
  }
}

/** The part of a valibot schema that is walked here; each kind has some of it. */
interface Part {
  readonly type: string
  readonly entries?: Readonly<Record<string, Part>>
  readonly wrapped?: Part
  readonly pipe?: readonly Part[]
  readonly key?: Part
  readonly value?: Part
  readonly item?: Part
  readonly items?: readonly Part[]
  /** Of a union: one of these. */
  readonly options?: readonly Part[]
}

interface Words {
  readonly title?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
}

function schemaAt(path: Path): Part | undefined {
  let at: Part | undefined = StationConfig as unknown as Part
  for (const step of path) at = below(at, step)
  return at
}

function below(schema: Part | undefined, step: string | number): Part | undefined {
  for (const { entries, value, item, items, type } of partsOf(schema)) {
    if (entries) return Object.hasOwn(entries, step) ? entries[step] : undefined
    if (type === 'record') return value
    if (item) return item
    if (items) return items[Number(step)]
  }
  return undefined
}

const unwrapped = (schema: Part | undefined): Part | undefined => schema?.wrapped ?? schema

function partsOf(schema: Part | undefined): readonly Part[] {
  const part = unwrapped(schema)
  const parts = part?.pipe ?? (part ? [part] : [])
  return parts.flatMap(of => of.options?.flatMap(partsOf) ?? [of])
}

const wordsOf = (schema: Part | undefined): Words =>
  schema ? (v.getMetadata(unwrapped(schema) as never) as Words) : {}

/** Of what stands in a list, its whole list is shown. */
function written(path: Path, example: unknown): string {
  const name = path.at(-1)
  const { examples: [whole] = [] } = typeof name === 'number' ? wordsOf(schemaAt(path.slice(0, -1))) : {}
  if (typeof name === 'number') return written(path.slice(0, -1), whole)
  const text = stringify(name === undefined ? example : { [name]: example }, { collectionStyle: 'flow', lineWidth: 0 })
  return text.trim().slice(1, -1).trim()
}
