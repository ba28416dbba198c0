import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { Clock } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'
import type { Sessions } from '../sessions/index.ts'
import type { Loss } from './backlog.ts'
import type { Connect, Filter } from './broker.ts'
import { connectMqtt } from './client.ts'
import { Commands } from './commands.ts'
import { type MqttConfig, type Settings, settle } from './config.ts'
import { Courier } from './courier.ts'
import { HOME, HOME_STATUS, nodeOf } from './discovery.ts'
import type { Incoming, Log, Message } from './message.ts'
import { Publisher } from './publisher.ts'

export interface MqttGrounds {
  /** Without one nothing is told to anybody. */
  readonly config: MqttConfig | undefined
  /** Where the files that the config names are. */
  readonly folder: string
  readonly state: State
  readonly sessions: Sessions
  readonly clock: Clock
  readonly wallClock: () => number
  readonly log: Log
  /** 32 hexadecimal digits. */
  readonly randomHex?: () => string
  readonly connect?: Connect
}

export interface Mqtt {
  /** Says what is left to say, and good-bye. */
  close(): Promise<void>
}

/** Tells a broker what the station knows, from now on, and hears what is asked for by it. */
export function openMqtt({ config, ...grounds }: MqttGrounds): Mqtt {
  return config ? tell(config, grounds) : { close: () => Promise.resolve() }
}

function tell(config: MqttConfig, grounds: Omit<MqttGrounds, 'config'>): Mqtt {
  const { folder, state, sessions, clock, wallClock, log, randomHex = random32, connect = connectMqtt } = grounds
  const title = (state.keys.get('station.$about')?.value.value as { title?: string } | undefined)?.title ?? ''
  const settings = settle(config, title)
  const send = (message: Message): void => courier.send(message)
  const publisher = new Publisher({ settings, state, clock, wallClock, send })
  const commands = settings.commands
    ? new Commands({ settings, state, sessions, wallClock, send, log, randomHex })
    : undefined
  const { broker: url, username, passwordFile, caFile } = config
  const courier: Courier = new Courier({
    connect,
    wishes: {
      url,
      clientId: settings.clientId,
      username,
      passwordFile: passwordFile && resolve(folder, passwordFile),
      caFile: caFile && resolve(folder, caFile),
      origin: settings.base,
      will: { topic: `${settings.base}/status`, payload: '{"state":"offline","reason":"the connection was lost"}' },
    },
    buffer: settings.buffer,
    clock,
    random: () => Number.parseInt(randomHex().slice(0, 8), 16) / 2 ** 32,
    log,
    status: (is, loss) => statusOf(settings, is, loss, wallClock()),
    filters: n => [...(commands?.filters ?? []), ...filtersOf(settings, n === 1)],
    heard: message => hear(message, { settings, publisher, commands, state, send, wallClock }),
  })
  const leave = sessions.observe(['*'], seen => publisher.observe(seen))
  return {
    async close() {
      leave()
      publisher.close()
      commands?.close()
      await courier.close()
    },
  }
}

const random32 = (): string => randomBytes(16).toString('hex')

function statusOf({ base }: Settings, state: 'online' | 'offline', loss: Loss | undefined, at: number): Message {
  const iso = (time: number): string => new Date(time).toISOString()
  const payload = JSON.stringify({
    state,
    ...(state === 'offline' && { reason: 'the daemon was stopped' }),
    time: iso(at),
    ...(loss && { lost: loss.count, since: iso(loss.since), until: iso(loss.until) }),
  })
  return { topic: `${base}/status`, payload, retain: true, at }
}

/** Once in our life we look at what the broker retains of an earlier one: of devices that are no more. */
function filtersOf({ base, homeAssistant, ...settings }: Settings, first: boolean): readonly Filter[] {
  const node = nodeOf({ base, homeAssistant, ...settings })
  return [
    ...(homeAssistant ? [{ topic: HOME_STATUS }] : []),
    ...(first ? [{ topic: `${base}/+/+`, others: true } as const] : []),
    ...(first ? [{ topic: `${HOME}/+/${node}/+/config`, others: true } as const] : []),
  ]
}

interface Hearing {
  readonly settings: Settings
  readonly publisher: Publisher
  readonly commands: Commands | undefined
  readonly state: State
  readonly send: (message: Message) => void
  readonly wallClock: () => number
}

function hear(message: Incoming, { settings, publisher, commands, state, send, wallClock }: Hearing): void {
  const { topic, payload, retain, origin } = message
  if (topic === HOME_STATUS) {
    if (!retain && new TextDecoder().decode(payload) === 'online') publisher.discoverAgain()
    return
  }
  if (commands?.hear(message)) return
  // Only what this station wrote itself: below its base there may be others, by mistake or not.
  if (!retain || payload.length === 0 || origin !== settings.base) return
  // With a config that could not be read whole, a device may be missing that comes back.
  const problems = state.keys.get('station.$problems')?.value.value
  if (Array.isArray(problems) && problems.length > 0) return
  if (!publisher.keeps(topic)) send({ topic, payload: '', retain: true, at: wallClock() })
}
