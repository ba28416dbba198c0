import type { Driver } from '../../drivers/contract.ts'
import type { PropertyDescription, Scalar } from '../../protocol/index.ts'
import type { ConfigDocument, Path } from './document.ts'
import { type Expression, type Fault, parseExpression } from './expression.ts'
import { namesIn } from './names.ts'
import type { Problem } from './problem.ts'
import type { Derived } from './schema.ts'

/** A value that is computed from others. */
export interface Derivation {
  readonly device: string
  readonly name: string
  /** Keys of its sources, by their names in the expression. */
  readonly sources: Readonly<Record<string, string>>
  readonly evaluate: Expression['evaluate']
}

export interface Deriving {
  readonly name: string
  readonly driver: Driver
  readonly derive?: Readonly<Record<string, Derived>>
}

/** A device with its derived values: properties that are pushed, and how each is computed. */
export interface WithDerived {
  readonly driver: Driver
  readonly derived: readonly Derivation[]
}

/** One derived value on its way from the config to a property. */
interface Node {
  readonly derivation: Derivation
  readonly config: Derived
  readonly path: Path
}

interface Context {
  readonly document: ConfigDocument
  readonly devices: ReadonlyMap<string, Deriving>
  /** Of all devices in the config, those with a mistake, too. */
  readonly names: readonly string[]
  readonly nodes: Map<string, Node>
  readonly problems: Map<string, Problem[]>
  /** By key; undefined while it is being found out. */
  readonly described: Map<string, PropertyDescription | undefined>
}

/** Adds to each device the values that the station derives. Devices with a mistake in one are told with it. */
export function deriving(
  document: ConfigDocument,
  devices: readonly Deriving[],
  names: readonly string[]
): { readonly of: ReadonlyMap<string, WithDerived>; readonly problems: ReadonlyMap<string, readonly Problem[]> } {
  const context: Context = {
    document,
    devices: new Map(devices.map(device => [device.name, device])),
    names,
    nodes: new Map(),
    problems: new Map(),
    described: new Map(),
  }
  for (const device of devices) for (const entry of Object.entries(device.derive ?? {})) read(context, device, entry)
  const of = new Map<string, WithDerived>()
  for (const { name, driver } of devices) {
    const own = [...context.nodes.values()].filter(({ derivation }) => derivation.device === name)
    const added = own.map(({ derivation }) => {
      const description = describe(context, keyOf(derivation), [])
      return [derivation.name, { description: description as PropertyDescription }] as const
    })
    const properties = { ...driver.properties, ...Object.fromEntries(added.filter(([, p]) => p.description)) }
    of.set(name, { driver: { ...driver, properties }, derived: own.map(({ derivation }) => derivation) })
  }
  return { of, problems: context.problems }
}

const keyOf = ({ device, name }: Pick<Derivation, 'device' | 'name'>): string => `${device}.${name}`

function complain({ problems }: Context, device: string, problem: Problem): void {
  problems.set(device, [...(problems.get(device) ?? []), problem])
}

function read(context: Context, device: Deriving, [name, config]: readonly [string, Derived]): void {
  const { document } = context
  const path = ['devices', device.name, 'derive', name]
  const { properties, actions, events, streams = {} } = device.driver
  const kinds = { 'a property': properties, 'an action': actions, 'an event': events, 'a stream': streams }
  const taken = Object.entries(kinds).find(([, named]) => Object.hasOwn(named, name))
  if (taken) {
    const what = `"${name}" is the name of ${taken[0]} of this device already.`
    return complain(context, device.name, { ...document.placeOfKey(path), what, fix: 'Choose another.' })
  }
  const fail = ({ at, what, fix }: Fault): void =>
    complain(context, device.name, { ...document.placeWithin([...path, 'from'], at), what, fix })
  const expression = parseExpression(config.from)
  if ('fix' in expression) return fail(expression)
  const sources: Record<string, string> = {}
  for (const named of expression.names) {
    const source = resolve(context, device, named.name, config.from)
    if (typeof source === 'string') sources[named.name] = source
    else return fail({ at: named.at, ...source })
  }
  const { evaluate } = expression
  context.nodes.set(`${device.name}.${name}`, {
    derivation: { device: device.name, name, sources, evaluate },
    config,
    path,
  })
}

/** The key that a name in an expression stands for. */
function resolve(
  { devices, names }: Context,
  self: Deriving,
  name: string,
  text: string
): string | { what: string; fix: string } {
  const dot = name.indexOf('.')
  const of = dot < 0 ? self.name : name.slice(0, dot)
  const property = name.slice(dot + 1)
  if (!names.includes(of)) {
    return { what: `There is no device "${of}" in this station.`, fix: quoteHint(names, text) ?? namesIn(of, names) }
  }
  const device = devices.get(of)
  // It has a mistake of its own, which is told.
  if (!device) return name
  const there = Object.hasOwn(device.driver.properties, property) ? device.driver.properties[property] : undefined
  if (there?.write && !there.read) {
    return { what: `"${name}" cannot be read.`, fix: 'Take a value that the device says.' }
  }
  if (there || Object.hasOwn(device.derive ?? {}, property)) return `${of}.${property}`
  const known = [...Object.keys(device.driver.properties), ...Object.keys(device.derive ?? {})]
  const fix = (dot < 0 ? quoteHint(names, text) : undefined) ?? namesIn(property, known)
  return { what: `"${of}" has no value "${property}".`, fix }
}

/** `left-plate.power` is a difference, unless it is quoted. */
function quoteHint(names: readonly string[], text: string): string | undefined {
  const meant = names
    .filter(name => name.includes('-'))
    .flatMap(name => new RegExp(`(?<!['\\w-])${name}\\.\\w+`).exec(text) ?? [])[0]
  return meant === undefined ? undefined : `Write it in quotes, for it has a "-":  '${meant}'`
}

/** What a value is like that an expression may name; of a derived one it is found out by a trial. */
function describe(context: Context, key: string, way: readonly string[]): PropertyDescription | undefined {
  const { nodes, devices, described, document } = context
  const node = nodes.get(key)
  if (!node) {
    const [device = '', property = ''] = key.split('.')
    return devices.get(device)?.driver.properties[property]?.description
  }
  if (described.has(key)) return described.get(key)
  const { derivation, path } = node
  if (way.includes(key)) {
    const circle = [...way.slice(way.indexOf(key)), key].join(' <- ')
    const what = `"${derivation.name}" is computed from itself: ${circle}.`
    const fix = 'Take one of them out of an expression.'
    complain(context, derivation.device, { ...document.placeOf([...path, 'from']), what, fix })
    return undefined
  }
  const sources = Object.entries(derivation.sources).map(
    ([name, source]) => [name, describe(context, source, [...way, key])] as const
  )
  if (described.has(key)) return described.get(key)
  const description = derivedDescription(context, node, sources)
  described.set(key, description)
  return description
}

type Described = readonly (readonly [string, PropertyDescription | undefined])[]

/** Age from which a value counts as stale whose sources say nothing of it, ms. */
const STALE_AFTER = 10_000

function derivedDescription(context: Context, node: Node, sources: Described): PropertyDescription | undefined {
  const { derivation, config, path } = node
  const value = derivation.evaluate(Object.fromEntries(sources.map(([name, of]) => [name, trialValue(of)])))
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'string') {
    const why = value instanceof Error ? value.message.replace(/[“”]/g, '"').replace(/\.$/, '') : 'it is a list'
    const what = `${JSON.stringify(config.from)} cannot be computed: ${why}.`
    const fix = 'The result is a number, true or false, or a text; numbers and texts do not mix.'
    complain(context, derivation.device, { ...context.document.placeOf([...path, 'from']), what, fix })
    return undefined
  }
  const { title = derivation.name, unit, precision, range } = config
  const ages = sources.flatMap(([, of]) => (of ? [of.staleAfter] : []))
  return {
    title,
    type: typeof value as 'number' | 'boolean' | 'string',
    staleAfter: Math.max(...ages, ages.length === 0 ? STALE_AFTER : 0),
    ...(unit !== undefined && { unit }),
    ...(precision !== undefined && { precision }),
    ...(range && { range }),
  }
}

function trialValue(description: PropertyDescription | undefined): Scalar {
  if (description?.type === 'boolean') return true
  if (description?.type === 'string') return description.choices?.[0]?.value ?? ''
  return description?.range?.[1] ?? 1
}
