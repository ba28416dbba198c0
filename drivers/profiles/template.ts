/** Fills `{value}`, or whatever the fields are called. Braces around anything else stay: they may be JSON. */
export const fill = (template: string, fields: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => fields[name] ?? whole)

/** Names that a template wants to be told. */
export const wants = (templates: readonly string[]): ReadonlySet<string> =>
  new Set(templates.flatMap(template => [...template.matchAll(/\{([a-z]\w*)\}/gi)].map(match => match[1] as string)))

/** `MEAS:VOLT?`, `OUTP? CH1`: it wants an answer. */
export const isQuestion = (request: string): boolean => /^\S+\?(\s|$)/.test(request.trim())
