/** `'200 ms'`, `'1.5 s'`, `'10 min'`: a time as a person writes it. */
export type Duration = `${number} ms` | `${number} s` | `${number} min`

const UNIT = { ms: 1, s: 1_000, min: 60_000 } as const

export function milliseconds(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?) (ms|s|min)$/.exec(duration)
  if (!match) throw new TypeError(`"${duration}" is not a time; write it as "200 ms", "1.5 s" or "10 min".`)
  return Number(match[1]) * UNIT[match[2] as keyof typeof UNIT]
}
