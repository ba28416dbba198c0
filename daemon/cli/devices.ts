import type { SeenPort, Survey } from '../station/index.ts'

const NONE = `No serial port is there. Is the device plugged in, and by a cable that carries data? Some only charge.
"sudo dmesg | tail" says what this computer made of it.
`

/** The ports of this computer, for a person. */
export function devicesText({ ports, missing }: Survey): string {
  const lost = missing.map(({ device, port }) => `"${device}" has the port ${port}, and nothing is there.\n`)
  const seen = ports.length > 0 ? ports.map(textOf).join('\n') : NONE
  return [seen, ...(lost.length > 0 ? ['\n', ...lost] : [])].join('')
}

/** ... for a program. */
export const devicesJson = (survey: Survey): string => `${JSON.stringify(survey, null, 2)}\n`

function textOf({ path, lasting, title, id, serial, maker, trouble, usedBy, guess, yaml }: SeenPort): string {
  const known = [id, serial && `serial number ${serial}`, maker].filter(Boolean).join(', ')
  const lines = [`${path}  ${title}${known && ` (${known})`}`]
  if (lasting) lines.push(`  ${lasting}`)
  if (usedBy !== undefined) lines.push(`  used by "${usedBy}"`)
  if (trouble) lines.push(`  ${trouble}`)
  if (guess) lines.push(`  Try the driver "${guess.driver}": ${guess.why}.`)
  if (yaml && id) lines.push(`  Write below "devices:" in station.yaml:`, '', yaml.trimEnd())
  return `${lines.join('\n')}\n`
}
