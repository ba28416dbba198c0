import { milliseconds } from '../duration.ts'
import { choicesOf, codecOf } from './codec.ts'
import { isHeard, isPlaced } from './line/finder.ts'
import type { LineProfile, LineValue } from './line/schema.ts'
import type { ProfileProblem } from './problem.ts'
import type { ActionSpec, PropertySpec, ValueSpec } from './schema.ts'
import type { ScpiProfile } from './scpi/schema.ts'
import { wants } from './template.ts'

// What is wrong although each setting by itself is right.

type Problems = readonly ProfileProblem[]
type Path = readonly (string | number)[]
const problem = (path: Path, what: string, fix: string): ProfileProblem => ({ path, what, fix })

const when = (wrong: boolean, path: Path, what: string, fix: string): Problems =>
  wrong ? [problem(path, what, fix)] : []

const NOTHING = 'There is nothing in it.'
/** Within this it is asked, and answers, before its link is given up (LIMITS.openWithin), ms. */
const LONGEST_BOOT = 8_000

interface Access {
  readonly write?: readonly string[] | undefined
  /** Its question, and by which name the profile calls that. */
  readonly ask: string | undefined
}

export function checkScpi(profile: ScpiProfile): Problems {
  const { properties, actions = {}, stop } = profile
  const each = Object.entries(properties).flatMap(([name, spec]) => {
    const path = ['properties', name]
    const { read, write } = spec
    const idle = read === undefined && !write
    return [
      ...propertyProblems(path, spec, { write, ask: read }),
      ...when(idle, path, `"${name}" can be neither read nor written.`, 'Write, for example:  read: "MEAS:VOLT?"'),
      ...(spec.pattern && read === undefined ? [needless([...path, 'pattern'], 'nothing is read', 'read')] : []),
    ]
  })
  const empty = Object.keys({ ...properties, ...actions }).length === 0
  return [
    ...each,
    ...actionProblems(actions),
    ...sameNames({ properties, actions }),
    ...stopProblems(stop, properties, name => properties[name]?.read !== undefined),
    ...when(empty, ['properties'], NOTHING, 'Write, for example:  voltage: { unit: V, read: "MEAS:VOLT?" }'),
  ]
}

export function checkLine(profile: LineProfile): Problems {
  const { values, actions = {}, events = {}, stop, stream, identify, boot } = profile
  const specs = Object.values(values)
  const each = Object.entries(values).flatMap(([name, value]) => valueProblems(['values', name], name, value))
  const empty = Object.keys({ ...values, ...events }).length === 0
  const isMute = (value: LineValue) => !isPlaced(value) && value.ask === undefined && value.write !== undefined
  const mute = !empty && !identify && specs.every(isMute) && Object.keys(events).length === 0
  const numbers = specs.some(value => isHeard(value) && codecOf(value).type === 'number')
  return [
    ...each,
    ...actionProblems(actions),
    ...sameNames({ values, actions, events, ...(stream && { stream: { samples: {} } }) }),
    ...stopProblems(stop, values, name => values[name]?.ask !== undefined),
    ...when(empty, ['values'], NOTHING, 'Write, for example:  temperature: { key: T, unit: Cel }'),
    ...when(
      mute,
      [],
      'Nothing tells that the board is there: nothing is heard of it, and nothing is asked.',
      'Write, for example:  identify: { ask: "ID?", pattern: "^BOARD" }'
    ),
    ...when(
      Boolean(stream) && !numbers,
      ['stream'],
      'There is no number that is printed unasked, so there is nothing to sample.',
      'Leave out "stream", or give a value a "key" or "column" and no "ask".'
    ),
    ...when(
      boot !== undefined && milliseconds(boot) > LONGEST_BOOT,
      ['boot'],
      `A board that needs longer than ${LONGEST_BOOT / 1_000} s to begin is taken for dead.`,
      'Write, for example:  boot: 2 s'
    ),
  ]
}

function valueProblems(path: Path, name: string, value: LineValue): Problems {
  const { key, column, ask, write, reply } = value
  return [
    ...propertyProblems(path, value, { write, ask }),
    ...when(
      !isPlaced(value) && ask === undefined && !write,
      path,
      `Nothing says where "${name}" stands in a line.`,
      'Write, for example:  key: T  or  column: 1  or  pattern: "^TEMP (.+)$"'
    ),
    ...when(
      key !== undefined && column !== undefined,
      [...path, 'column'],
      `"${name}" has a key and a column.`,
      'Leave only one of them.'
    ),
    ...(reply && !write ? [needless([...path, 'reply'], 'nothing is written', 'write')] : []),
    ...(value.every !== undefined && ask === undefined
      ? [needless([...path, 'every'], 'nobody asks for it', 'ask')]
      : []),
  ]
}

function propertyProblems(path: Path, spec: PropertySpec, { write, ask }: Access): Problems {
  const { range, safe, toggle, select, text, alarm, verify } = spec
  const name = String(path.at(-1))
  const kinds = [
    toggle !== undefined && 'toggle',
    select !== undefined && 'select',
    text !== undefined && 'text',
  ].filter(Boolean)
  const isNumber = kinds.length === 0
  const found: ProfileProblem[] = []
  const add = (place: Path, what: string, fix: string) => void found.push(problem([...path, ...place], what, fix))
  if (kinds.length > 1) add([], `"${name}" is ${kinds.join(' and ')} at once.`, 'Leave only one of them.')
  if (!isNumber) {
    for (const setting of ['unit', 'range', 'step', 'precision', 'deadband', 'alarm'] as const)
      if (spec[setting] !== undefined)
        add(
          [setting],
          `"${setting}" is of numbers, and "${name}" is none.`,
          `Leave out "${setting}", or "${kinds[0]}".`
        )
  }
  if (write && !wants(write).has('value'))
    add(
      ['write'],
      `What is written to "${name}" does not contain {value}.`,
      `Write, for example:  write: "${write[0]} {value}"`
    )
  for (const lost of wants(write ?? []))
    if (lost !== 'value') add(['write'], `"{${lost}}" is nothing that "${name}" knows.`, 'Write {value} for the value.')
  if (write && isNumber && !range)
    add([], `"${name}" can be set to any number whatever.`, 'Say what it may be:  range: [0, 30]')
  for (const setting of ['safe', 'maxRate', 'control', 'verify'] as const)
    if (spec[setting] !== undefined && !write) found.push(needless([...path, setting], 'nothing is written', 'write'))
  if (typeof verify === 'object' && ask === undefined)
    add(
      ['verify'],
      `"${name}" cannot be read, so it cannot be read back.`,
      'Write  verify: ack  or say how it is read.'
    )
  if (safe !== undefined) found.push(...wordProblems([...path, 'safe'], spec, safe))
  if (alarm && isNumber && Object.keys(alarm).every(limit => limit === 'hysteresis'))
    add(['alarm'], 'There is no limit.', 'Write, for example:  alarm: { high: 12 }')
  return found
}

/** A value written in the profile must be one that the property can have. */
function wordProblems(path: Path, spec: ValueSpec, written: string | number | boolean): Problems {
  const codec = codecOf(spec)
  const no = (fix: string) => [problem(path, `${JSON.stringify(written)} is no value of it.`, fix)]
  if (spec.select !== undefined) {
    const values = choicesOf(spec.select).map(([value]) => value)
    return values.includes(String(written)) ? [] : no(`There are: ${values.join(', ')}.`)
  }
  try {
    const value = typeof written === codec.type ? written : codec.read(String(written))
    const [least, most] = spec.range ?? []
    if (typeof value !== 'number' || least === undefined || most === undefined) return []
    return value < least || value > most ? no(`It may be from ${least} to ${most}.`) : []
  } catch {
    return no(codec.type === 'boolean' ? 'Write one of its two words, or true or false.' : 'Write a number.')
  }
}

function actionProblems(actions: Readonly<Record<string, ActionSpec>>): Problems {
  return Object.entries(actions).flatMap(([name, { write, input = {} }]) => {
    const known = Object.keys(input)
    const path = ['actions', name]
    const wanted = wants(write)
    return [
      ...[...wanted]
        .filter(field => !known.includes(field))
        .map(field =>
          problem(
            [...path, 'write'],
            `"{${field}}" is no input of "${name}".`,
            `Write:  input: { ${field}: { range: [0, 1] } }`
          )
        ),
      ...known
        .filter(field => !wanted.has(field))
        .map(field =>
          problem(
            [...path, 'input', field],
            `"${field}" is asked for, and not sent.`,
            `Put {${field}} into "write", or leave it out.`
          )
        ),
      ...Object.entries(input).flatMap(([field, spec]) =>
        spec.default === undefined ? [] : wordProblems([...path, 'input', field, 'default'], spec, spec.default)
      ),
    ]
  })
}

type Stop = ScpiProfile['stop']

function stopProblems(
  stop: Stop,
  specs: Readonly<Record<string, ValueSpec>>,
  isRead: (name: string) => boolean
): Problems {
  if (!stop) return []
  const { write, realtime, expect = {} } = stop
  const silent = !write && realtime === undefined
  return [
    ...(silent ? [problem(['stop'], 'Nothing says what stops it.', 'Write, for example:  write: OUTP OFF')] : []),
    ...(write && realtime !== undefined
      ? [
          problem(
            ['stop', 'realtime'],
            'It stops by a request and by bytes at once.',
            'Leave only one of "write" and "realtime".'
          ),
        ]
      : []),
    ...Object.entries(expect).flatMap(([name, word]) => {
      const path = ['stop', 'expect', name]
      const spec = specs[name]
      if (!spec) return [problem(path, `There is no "${name}".`, `There are: ${Object.keys(specs).join(', ')}.`)]
      if (!isRead(name))
        return [
          problem(
            path,
            `"${name}" cannot be asked for, so it confirms no stop.`,
            'Say how it is read, or leave it out.'
          ),
        ]
      return wordProblems(path, spec, word)
    }),
  ]
}

/** Everything of a device has one name. */
function sameNames(groups: Readonly<Record<string, object>>): Problems {
  const first = new Map<string, string>()
  return Object.entries(groups).flatMap(([group, members]) =>
    Object.keys(members).flatMap(name => {
      const before = first.get(name)
      first.set(name, before ?? group)
      return before === undefined
        ? []
        : [problem([group, name], `"${name}" is in "${before}", too.`, 'Rename one of them.')]
    })
  )
}

function needless(path: Path, why: string, lacking: string): ProfileProblem {
  const setting = String(path.at(-1))
  return problem(path, `"${setting}" says nothing: ${why}.`, `Leave it out, or add "${lacking}".`)
}
