import type { EventDescription } from '../../../protocol/index.ts'
import { DeviceRefused, type Driver, defineDriver, event, type Link, type Report, stream } from '../../contract.ts'
import { milliseconds } from '../../duration.ts'
import { type Codec, codecOf } from '../codec.ts'
import { actionsOf, framingOf, needsOf, stopOf } from '../device.ts'
import { ms, propertyOf, titleOf } from '../property.ts'
import { fill } from '../template.ts'
import { isHeard, isPlaced, Line, unaskedOf } from './finder.ts'
import type { LineProfile, LineValue } from './schema.ts'

const USUAL = { first: 'serial', port: 23, baudRate: 115_200 } as const

/** Name of the stream of what is printed. */
const SAMPLES = 'samples'

export function lineDriver(profile: LineProfile): Driver {
  const { title = 'Board', timeout = '1 s', refusal, onLinkLoss } = profile
  const unasked = unaskedOf(profile)
  const channels = channelsOf(profile)
  return defineDriver({
    title,
    transport: needsOf(profile, USUAL),
    framing: framingOf(profile),
    timeout,
    properties: Object.fromEntries(
      Object.entries(profile.values).map(([name, value]) => [name, propertyFrom(name, value, profile)])
    ),
    actions: actionsOf(profile.actions, (link, { reply }, requests) => send(link, requests, reply)),
    events: Object.fromEntries(Object.entries(profile.events ?? {}).map(([name, spec]) => [name, eventOf(name, spec)])),
    ...(channels && { streams: { [SAMPLES]: streamOf(profile, channels) } }),
    identify: identifyOf(profile),
    heard: hearing(profile, channels ?? []),
    stop: stopOf(profile, profile.values),
    ...(unasked && { unasked }),
    ...(refusal && { refusal }),
    ...(onLinkLoss !== undefined && { onLinkLoss }),
  })
}

function propertyFrom(name: string, value: LineValue, { every, separator }: LineProfile) {
  const { ask, write, reply } = value
  const staleAfter = value.staleAfter ?? (ask === undefined && every ? ms(3 * milliseconds(every) + 1_000) : undefined)
  const spec = { ...value, ...(staleAfter && { staleAfter }) }
  return propertyOf(name, spec, {
    answered: reply !== undefined,
    ...(ask !== undefined && { ask: link => asked(link, ask, value, separator) }),
    ...(write && {
      send: (link, text) =>
        send(
          link,
          write.map(request => fill(request, { value: text })),
          reply
        ),
    }),
  })
}

async function asked(link: Link, question: string, value: LineValue, separator: string | undefined): Promise<string> {
  const [answer] = await link.ask(question)
  const found = new Line(answer, separator).at(value)
  if (found !== undefined) return found
  throw new Error(`the device answered ${JSON.stringify(answer.slice(0, 80))}, in which there is no such value`)
}

async function send(link: Link, requests: readonly string[], reply: RegExp | undefined): Promise<void> {
  for (const request of requests) {
    if (reply) await link.ask(request, reply)
    else link.tell(request)
  }
}

/** Asked what it is; or by its first value, where it only answers; or by what it prints. */
function identifyOf({ identify, boot, values, events, separator }: LineProfile): Driver['identify'] {
  const first = Object.values(values).find(value => value.ask !== undefined)
  if (!identify && (Object.values(values).some(isHeard) || events)) return 'heard'
  const question = identify?.ask ?? first?.ask ?? ''
  return async link => {
    if (boot !== undefined) await link.pause(boot)
    const match = await link.ask(question, identify?.pattern)
    if (!identify && first) codecOf(first).read(new Line(match[0], separator).at(first) ?? '')
    return match
  }
}

type EventSpec = NonNullable<LineProfile['events']>[string]

const groupsOf = ({ source }: RegExp): readonly string[] =>
  [...source.matchAll(/\(\?<(?![=!])(\w+)>/g)].map(match => match[1] as string)

function eventOf(name: string, { title = titleOf(name), pattern, data = {} }: EventSpec): EventDescription {
  return event(title, Object.fromEntries(groupsOf(pattern).map(field => [field, data[field] ?? 'string'])))
}

/** What of a line is one sample: all numbers that it prints. */
function channelsOf({ stream: wanted, values }: LineProfile): readonly [string, ...string[]] | undefined {
  if (wanted === undefined || wanted === false) return undefined
  const [first, ...others] = Object.entries(values)
    .filter(([, value]) => isHeard(value) && codecOf(value).type === 'number')
    .map(([name]) => name)
  return first === undefined ? undefined : [first, ...others]
}

function streamOf({ stream: said, every }: LineProfile, channels: readonly [string, ...string[]]) {
  const own = typeof said === 'object' ? said : {}
  const period = own.every ?? every
  return stream({ title: own.title ?? 'Samples', channels, ...(period && { every: period }) })
}

/** What is made of a line that answers nothing. What fits nothing is somebody's comment. */
function hearing({ values, events = {}, separator }: LineProfile, channels: readonly string[]) {
  const placed = Object.entries(values)
    .filter(([, value]) => isPlaced(value))
    .map(([name, value]) => ({ name, value, codec: codecOf(value) }))
  const heardEvents = Object.entries(events).map(([name, { pattern, data = {} }]) => ({ name, pattern, data }))
  return (text: string, report: Report): void => {
    const line = new Line(text, separator)
    const read = new Map(placed.map(({ name, value, codec }) => [name, reading(line.at(value), codec)]))
    const sample = channels.map(channel => read.get(channel))
    const whole = sample.length > 0 && sample.every(value => typeof value === 'number')
    if (whole) report.sample(SAMPLES, sample as readonly number[])
    for (const [name, value] of read) {
      if (value !== undefined && !(whole && channels.includes(name))) report.value(name, value)
    }
    for (const { name, pattern, data } of heardEvents) {
      const match = pattern.exec(text)
      if (match) report.event(name, dataOf(match.groups ?? {}, data))
    }
  }
}

/** Undefined: there is none such in the line. `null`: it says itself that it has none. */
function reading(text: string | undefined, codec: Codec) {
  if (text === undefined) return undefined
  try {
    return codec.read(text)
  } catch (error) {
    return error instanceof DeviceRefused ? null : undefined
  }
}

function dataOf(groups: Readonly<Record<string, string | undefined>>, types: NonNullable<EventSpec['data']>) {
  const typed = Object.entries(groups).map(([name, text = '']) => {
    const type = types[name] ?? 'string'
    const codec = codecOf(type === 'boolean' ? { toggle: true } : type === 'string' ? { text: true } : {})
    return [name, codec.read(text)] as const
  })
  return Object.fromEntries(typed)
}
