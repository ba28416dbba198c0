/**
 * The first key that occurs twice in one object of a JSON text, or undefined.
 *
 * `JSON.parse` keeps the last of two equal keys and says nothing, so that two
 * readers of one frame may see two commands. The text has been parsed before:
 * it is valid JSON, and one pass over it suffices.
 */
export function duplicatedKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [] // a set for each open object, undefined for an array
  let keyNext = false
  for (let i = 0; i < json.length; i++) {
    const c = json[i]
    if (c === '{') {
      open.push(new Set())
      keyNext = true
    } else if (c === '[') {
      open.push(undefined)
      keyNext = false
    } else if (c === '}' || c === ']') {
      open.pop()
      keyNext = false
    } else if (c === ',') {
      keyNext = open[open.length - 1] !== undefined
    } else if (c === '"') {
      const end = endOfString(json, i)
      const seen = open[open.length - 1]
      if (keyNext && seen) {
        const key = keyOf(json.slice(i, end + 1))
        if (seen.has(key)) return key
        seen.add(key)
      }
      keyNext = false
      i = end
    }
  }
  return undefined
}

/** Two ways to write one key are one key. */
const keyOf = (text: string): string => (text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1))

function endOfString(json: string, start: number): number {
  let i = start + 1
  while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1
  return i
}
