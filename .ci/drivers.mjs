// Writes docs/reference/drivers.md from the descriptions of the drivers and profiles that come with Lockstep.
// test/docs/drivers.test.ts fails when it is not run after a change: npm run reference
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { describe } from '../daemon/devices/describe.ts'
import { drivers } from '../drivers/catalog/index.ts'
import { needsOf } from '../drivers/driver.ts'
import { driverOf } from '../drivers/profiles/index.ts'

const shipped = join(import.meta.dirname, '../drivers/profiles/shipped')

const HEAD = `# Drivers and profiles

<!-- Written by \`npm run reference\` from what the drivers declare; a test fails when it was not. -->

What comes with Lockstep, value by value: what the automatic panel, REST, MQTT and the client know of a device. Units are UCUM
codes. A *setpoint* is approached, a *level* is taken at once. *Verified by reading back*: a command is done only when a reading
that was taken afterwards says so; *by its answer*: when the device has said yes; *not*: the page says that nothing confirms it.
`

export function driversPage() {
  const catalog = Object.entries(drivers).map(([name, driver]) =>
    section(name, driver, `drivers/catalog/${name}/README.md`)
  )
  const profiles = readdirSync(shipped)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => {
      const made = driverOf(parse(readFileSync(join(shipped, file), 'utf8')))
      if ('problems' in made) throw new Error(`${file}: ${made.problems[0].what}`)
      return section(file.replace(/\.yaml$/, ''), made.driver, `drivers/profiles/shipped/${file}`, 'profile')
    })
  return [HEAD, '## Drivers of the catalog\n', ...catalog, '## Profiles\n', ...profiles].join('\n')
}

function section(name, driver, source, setting = 'driver') {
  const about = describe(driver, { driverName: name, where: '', simulated: false })
  const parts = [
    `### ${name}: ${about.title}\n`,
    `\`${setting}: ${name}\`, ${needsOf(driver).map(place).join(', or ')}. ${stopWords(driver.stop)} ${lossWords(about)}`.trim(),
    `\n[${setting === 'driver' ? 'Its wire, its simulator' : 'The profile'}](../../${source}).\n`,
    table(['property', '', 'is', 'is set', 'is read', 'alarm'], rows(about.properties, propertyRow)),
    table(['action', '', 'is told', 'ends within'], rows(about.actions, actionRow)),
    table(['event', '', 'says'], rows(about.events, eventRow)),
    table(['stream', '', 'channels', 'period'], rows(about.streams ?? {}, streamRow)),
  ]
  return parts.filter(part => part !== '').join('\n')
}

const PLACES = {
  serial: ({ baudRate }) => `serial, usually at ${baudRate} baud`,
  tcp: ({ port }) => `TCP, usually port ${port}`,
  file: () => 'this computer itself',
}
const place = need => PLACES[need.kind](need)

const STOPS = {
  realtime: 'Stop goes past everything else',
  afterCurrent: 'Stop follows the conversation under way',
  none: 'Nothing to stop',
}

function stopWords({ how, expect }) {
  const read = Object.entries(expect ?? {}).map(([name, value]) => `\`${name}\` ${code(value)}`)
  return `${STOPS[how]}${read.length > 0 ? `; confirmed when it reads ${read.join(', ')}` : ''}.`
}

const lossWords = ({ onLinkLoss }) =>
  onLinkLoss === undefined ? '' : `When the link is lost: ${onLinkLoss.replace(/\.?$/, '.')}`

const rows = (record, row) => Object.entries(record).map(([name, about]) => [`\`${name}\``, about.title, ...row(about)])

const table = (head, lines) =>
  lines.length === 0
    ? ''
    : `${[head, head.map(() => '---'), ...lines].map(cells => `| ${cells.map(cell).join(' | ')} |`).join('\n')}\n`
const cell = text => text.replaceAll('|', '\\|')

const propertyRow = about => [isWords(about), setWords(about.control), readWords(about), alarmWords(about.alarm)]
const actionRow = ({ input = {}, within, progress }) => [
  Object.entries(input)
    .map(([name, field]) => `\`${name}\`: ${isWords(field)}${defaultWords(field)}`)
    .join('; '),
  `${time(within)}${progress ? ', says how far it has come' : ''}`,
]
const eventRow = ({ data }) => [
  Object.entries(data)
    .map(([name, type]) => `\`${name}\` (${type})`)
    .join(', '),
]
const streamRow = ({ channels, every }) => [
  channels.map(code).join(', '),
  every === undefined ? 'the device says' : time(every),
]

function isWords({ type, unit, range, step, choices, format, longest }) {
  if (choices)
    return `one of ${choices.map(({ value, title }) => (title === value ? code(value) : `${code(value)} (${title})`)).join(', ')}`
  if (format === 'colour') return 'a colour, `#rrggbb`'
  if (type === 'boolean') return 'true or false'
  if (type === 'string') return longest === undefined ? 'a text' : `a text of ${longest} characters at most`
  const of = [range && `${range[0]} to ${range[1]}`, unit, step !== undefined && `in steps of ${step}`]
  return of.filter(Boolean).join(', ') || 'a number'
}

const defaultWords = field => (field.default === undefined ? '' : `, else ${code(field.default)}`)

const VERIFIED = {
  readback: ({ within, window }) =>
    `by reading back${within > 0 ? ` within ${Number(within.toPrecision(3))}` : ''}, for ${time(window)}`,
  ack: () => 'by its answer',
  none: () => 'not',
}

function setWords(control) {
  if (control === undefined) return ''
  const { kind, safe, verify, minInterval } = control
  const words = [kind, `verified ${VERIFIED[verify.by](verify)}`]
  if (minInterval !== undefined) words.push(`at most ${Number((1_000 / minInterval).toFixed(2))}/s`)
  if (safe !== undefined) words.push(`safe: ${code(safe)}`)
  return words.join('; ')
}

function readWords({ every, pushed, writeOnly, staleAfter }) {
  if (writeOnly) return 'never'
  const how = pushed ? 'it says it by itself' : every === undefined ? 'when it was set' : `every ${time(every)}`
  return `${how}; stale after ${time(staleAfter)}`
}

function alarmWords(alarm) {
  if (alarm === undefined) return ''
  return Object.entries(alarm)
    .map(([limit, at]) => `${limit} ${at}`)
    .join(', ')
}

const time = ms => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`)
const code = value => `\`${value}\``

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../docs/reference/drivers.md', import.meta.url), driversPage())
}
