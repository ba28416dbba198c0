import * as v from 'valibot'

/**
 * What a part of the config is, in words, and how it looks when written: errors, the schema for editors and the tests take
 * it from here.
 */
export const is = <T>(description: string, ...examples: readonly unknown[]): Said<T> =>
  v.metadata<T, Words>({ description, examples })
/** The same for what has parts of its own. `title`: `a device`, `mqtt`. */
const entitled = <T>(title: string, description: string, example: object): Said<T> =>
  v.metadata<T, Words>({ title, description, examples: [example] })

interface Words {
  readonly [key: string]: unknown
  readonly title?: string
  readonly description: string
  readonly examples: readonly unknown[]
}
type Said<T> = v.MetadataAction<T, Words>

/** A list is an object for JavaScript, not for a person. */
export const Group = v.custom<object>(input => typeof input === 'object' && input !== null && !Array.isArray(input))

/** Settings that belong together. */
export const group = <const E extends v.ObjectEntries>(title: string, words: string, example: object, entries: E) =>
  v.pipe(Group, v.strictObject(entries), entitled(title, words, example))

/** Groups by names that a person chooses; `title` says of what. */
export const named = <const N extends v.GenericSchema<string, string>, const S extends v.GenericSchema>(
  title: string,
  words: string,
  example: object,
  [name, of]: readonly [N, S]
) => v.pipe(Group, v.record(name, of), entitled(title, words, example))

// --- what is often asked for; all of it may be left out

export const text = (words: string, example: string, most = 80) =>
  v.exactOptional(
    v.pipe(v.string(), v.minLength(1), v.maxLength(most), is(`${words} of 1 to ${most} characters`, example))
  )

export const finite = (example: number) => v.exactOptional(v.pipe(v.number(), v.finite(), is('a number', example)))

export const least = (bound: number, example: number) =>
  v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(bound), is(`a number of at least ${bound}`, example)))

export const positive = (words: string, example: number) =>
  v.exactOptional(v.pipe(v.number(), v.finite(), v.gtValue(0), is(words, example)))

export const whole = (words: string, [from, to]: readonly [number, number], example: number) =>
  v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to), is(words, example)))

export const truth = () => v.exactOptional(v.pipe(v.boolean(), is('true or false', true)))

export const oneOf = <const T extends readonly [string, ...string[]]>(...choices: T) =>
  v.exactOptional(v.pipe(v.picklist(choices), is(`one of ${choices.join(', ')}`, choices[0])))
