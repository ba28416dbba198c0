import { type Role, selects } from '../../protocol/index.ts'

/** The part `mqtt` of `station.yaml`, checked (daemon/station). */
export interface MqttConfig {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly broker: string
  /** Beginning of all topics; this station's alone. */
  readonly base?: string | undefined
  /** Two clients of one name throw each other out: this station's alone. */
  readonly clientId?: string | undefined
  readonly username?: string | undefined
  readonly passwordFile?: string | undefined
  /** Certificate of the authority that signed the broker's, where the system does not know it. */
  readonly caFile?: string | undefined
  /** What a property's topic carries: a JSON object, or the value alone. */
  readonly payload?: 'json' | 'plain' | undefined
  /** By selector; what is narrower says more. */
  readonly publish?: Readonly<Record<string, Rule | false>> | undefined
  /** Messages kept while the broker is away. */
  readonly buffer?: number | undefined
  readonly homeAssistant?: boolean | undefined
  /** Whether anything is heard at all. */
  readonly commands?: boolean | undefined
  /** Selectors of controls that act on a message without a date of expiry, too. */
  readonly withoutExpiry?: readonly string[] | undefined
  /** Who commands, by name and role, whoever it is behind the broker. */
  readonly user?: string | undefined
  readonly role?: Role | undefined
}

export interface Rule {
  /** Messages a second, at most. */
  readonly maxHz?: number | undefined
  /** Differences below it are no news. */
  readonly deadband?: number | undefined
}

/** The same with everything decided. */
export interface Settings {
  readonly config: MqttConfig
  readonly base: string
  readonly clientId: string
  readonly json: boolean
  readonly buffer: number
  readonly homeAssistant: boolean
  readonly commands: boolean
  /** Whether a control acts on a message without an expiry. */
  readonly withoutExpiry: (key: string) => boolean
  /** The rule for a property or an event; undefined where it is left out. */
  readonly rule: (key: string) => Rule | undefined
}

export function settle(config: MqttConfig, title: string): Settings {
  const { base = `lockstep/${slug(title)}`, commands = false, withoutExpiry = [], publish = {} } = config
  return {
    config,
    base,
    clientId: config.clientId ?? base.replace(/[^\w-]+/g, '-'),
    json: config.payload !== 'plain',
    buffer: config.buffer ?? 10_000,
    homeAssistant: config.homeAssistant ?? true,
    commands,
    withoutExpiry: key => selects(withoutExpiry, key),
    rule: key => ruleOf(publish, key),
  }
}

/** `*` before `device.*` before `device.name`: what comes later overrides, field by field. */
function ruleOf(publish: Readonly<Record<string, Rule | false>>, key: string): Rule | undefined {
  const breadth = (selector: string): number => (selector === '*' ? 0 : selector.endsWith('.*') ? 1 : 2)
  let rule: Rule | undefined = {}
  for (const selector of Object.keys(publish).sort((a, b) => breadth(a) - breadth(b))) {
    if (!selects([selector], key)) continue
    const of: Rule | false | undefined = publish[selector]
    rule = of === false ? undefined : { ...rule, ...of }
  }
  return rule
}

/** A title as one level of a topic: `Heat lab (2)` is `heat-lab-2`. */
export function slug(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
  return plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'station'
}
