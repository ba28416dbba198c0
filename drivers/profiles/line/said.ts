/** `T=23.4 H=41`, `T: 23.4, H: 41`, `name="a b"`. */
const PAIR = /([A-Za-z_][\w./-]*)\s*[=:]\s*("[^"]*"|[^\s,;=]+(?=[\s,;]|$))/g

/** What a line says by name: JSON, or names with values. */
export function keysOf(line: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  if (line.startsWith('{')) flatten(parsed(line), '', found)
  else for (const [, key = '', value = ''] of line.matchAll(PAIR)) found.set(key, value)
  return found
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** `{"air": {"T": 23.4}}` says `air.T`. */
function flatten(value: unknown, path: string, found: Map<string, string>): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, found)
  } else if (path !== '' && value !== undefined) found.set(path, value === null ? 'nan' : String(value))
}

export const columnsOf = (line: string, separator: string | undefined): readonly string[] =>
  line.split(separator ?? /[,;\t]/).map(column => column.trim())
