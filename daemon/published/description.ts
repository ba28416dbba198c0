import * as v from 'valibot'

/** `station.json`: what `lockstep publish` writes, and the worker in the page reads. Everything in it is simulated. */
const Description = v.strictObject({
  /** The form of this file, by which a publication is known, too. */
  lockstepPublication: v.literal(1),
  version: v.string(),
  title: v.string(),
  devices: v.array(
    v.strictObject({
      name: v.string(),
      driver: v.string(),
      title: v.exactOptional(v.string()),
      group: v.exactOptional(v.string()),
      /** What its driver and its simulator are made of, where the driver is none of the catalog. */
      profile: v.exactOptional(v.record(v.string(), v.unknown())),
      /** The world that it shares with others of this name. */
      bench: v.exactOptional(v.string()),
    })
  ),
  /** All that was written: the next publication takes away just this. Names that stay within the folder. */
  files: v.array(v.pipe(v.string(), v.regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/))),
})
export type Description = v.InferOutput<typeof Description>

/** The name under which it lies beside the page. */
export const DESCRIPTION = 'station.json'

export const textOf = (description: Description): string => `${JSON.stringify(description, undefined, 2)}\n`

/** Reads the text of one; throws when it is none. */
export function readDescription(text: string): Description {
  const result = v.safeParse(Description, parsed(text))
  if (result.success) return result.output
  const [issue] = result.issues
  throw new Error(`${DESCRIPTION} is not what Lockstep writes: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
