/** `#0a62c8`, from what a person types: `0a62c8`, `#0A62C8`, `06c`; undefined for what is no colour. */
export function parseHex(text: string): string | undefined {
  const [, digits] = /^\s*#?([0-9a-f]{6}|[0-9a-f]{3})\s*$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const six = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits
  return `#${six.toLowerCase()}`
}
