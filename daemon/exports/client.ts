import { readFileSync } from 'node:fs'
import type { IClientOptions, IClientPublishOptions, IPublishPacket, MqttClient } from 'mqtt'
import type { Connect, Connection, Ears, Filter, Wishes } from './broker.ts'
import type { Incoming, Message } from './message.ts'

/** Messages under way at once; fewer where the broker asks for it. */
const UNDERWAY = 16
/** Seconds of silence after which either side asks the other whether it is there. The broker gives us up after 1.5 of it. */
const KEEPALIVE = 15

/**
 * A connection by MQTT.js, which is used for one connection only and thrown away with it: it is told neither to reconnect
 * nor to queue nor to resend, for two that resend are two that duplicate. What is under way is Courier's to know.
 *
 * `clean`: the broker keeps no session for us. What was sent to us while we were away is not delivered later (StaleReplay),
 * and nothing is delivered to us twice, for only a session that goes on delivers again (DoubleApply).
 */
export const connectMqtt: Connect = (wishes, ears) => new Client(wishes, ears)

class Client implements Connection {
  readonly #wishes: Wishes
  readonly #ears: Ears
  #client: MqttClient | undefined
  #over = false

  constructor(wishes: Wishes, ears: Ears) {
    this.#wishes = wishes
    this.#ears = ears
    this.#open().catch((error: Error) => this.#end(error.message))
  }

  async #open(): Promise<void> {
    // 10 MB of memory that a station without a broker need not have.
    const { default: mqtt } = await import('mqtt')
    if (this.#over) return
    const client = mqtt.connect(optionsOf(this.#wishes))
    this.#client = client
    client.on('connect', ({ properties }) =>
      this.#ears.connected(Math.min(UNDERWAY, properties?.receiveMaximum ?? UNDERWAY))
    )
    client.on('message', (_topic, _payload, packet) => this.#ears.heard(incoming(packet)))
    client.on('disconnect', ({ reasonCode }) => this.#end(reasonWords(reasonCode ?? 0)))
    client.on('error', error => this.#end(errorWords(error)))
    client.on('close', () => this.#end('it ended the connection'))
  }

  publish(message: Message, done: (refused?: string) => void): void {
    const { topic, payload } = message
    this.#client?.publish(topic, payload, publishOptions(message, this.#wishes.origin), error => {
      if (this.#over) return
      const code = error && 'code' in error ? Number(error.code) : 0
      // Without a reason of the broker's it is the connection that ends, which is told otherwise.
      if (!error) done()
      else if (code >= 128) done(reasonWords(code))
    })
  }

  subscribe(filters: readonly Filter[], refused: (why: string) => void): void {
    for (const { topic, others } of filters) {
      // `rap`: a message that was published to be retained says so, also when it comes at once.
      this.#client?.subscribe(topic, { qos: 1, rap: true, nl: others === true }, (error, granted) => {
        if (this.#over) return
        const code = Number((error as { code?: number } | null)?.code ?? granted?.[0]?.qos ?? 0)
        if (error || code >= 128) refused(code >= 128 ? reasonWords(code) : (error?.message ?? ''))
      })
    }
  }

  leave(): Promise<void> {
    const client = this.#client
    if (this.#over || !client) return Promise.resolve(this.drop())
    return new Promise(resolve => {
      this.#over = true
      client.end(false, {}, () => resolve())
    })
  }

  drop(): void {
    this.#over = true
    // Ending it breaks whatever it waits for, which it says as errors.
    this.#client?.on('error', () => {})
    this.#client?.end(true)
    // Where it is ending already, it waits; not any longer.
    this.#client?.stream?.destroy()
  }

  #end(why: string): void {
    if (this.#over) return
    this.drop()
    this.#ears.closed(why)
  }
}

function optionsOf({ url, clientId, username, passwordFile, caFile, origin, will }: Wishes): IClientOptions {
  const { protocol, hostname, port, pathname } = new URL(url)
  return {
    protocol: protocol.slice(0, -1) as NonNullable<IClientOptions['protocol']>,
    // An IPv6 address stands in brackets in a URL, and nowhere else.
    hostname: hostname.replace(/^\[|\]$/g, ''),
    host: hostname.replace(/^\[|\]$/g, ''),
    ...(port !== '' && { port: Number(port) }),
    ...(protocol.startsWith('ws') && { path: pathname === '/' ? '/mqtt' : pathname }),
    clientId,
    ...(username !== undefined && { username }),
    ...(passwordFile !== undefined && { password: read('password', passwordFile).toString().trim() }),
    ...(caFile !== undefined && { ca: read('certificate', caFile) }),
    protocolVersion: 5,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    keepalive: KEEPALIVE,
    connectTimeout: 10_000,
    will: {
      topic: will.topic,
      payload: Buffer.from(will.payload),
      qos: 1,
      retain: true,
      properties: { userProperties: { lockstep: origin } },
    },
  }
}

function read(what: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Error(`the ${what} cannot be read from ${file} (${(error as NodeJS.ErrnoException).code})`)
  }
}

const publishOptions = ({ retain, correlation, again }: Message, origin: string): IClientPublishOptions => ({
  qos: 1,
  retain,
  properties: {
    userProperties: { lockstep: origin, ...(again && { again: '1' }) },
    ...(correlation && { correlationData: Buffer.from(correlation) }),
  },
})

function incoming({ topic, payload, retain, dup, qos, properties = {} }: IPublishPacket): Incoming {
  const origin = properties.userProperties?.lockstep
  return {
    topic,
    payload: Buffer.from(payload as Buffer),
    retain,
    dup,
    qos,
    expiry: properties.messageExpiryInterval,
    responseTopic: properties.responseTopic,
    correlation: properties.correlationData,
    origin: typeof origin === 'string' ? origin : undefined,
  }
}

/** Reasons that a person can do something about, in words (MQTT 5, section 2.4; 1 to 5: of a broker that is older). */
const REASONS: Readonly<Record<number, string>> = {
  1: 'it does not speak MQTT 5; take one that does, for example mosquitto 2',
  132: 'it does not speak MQTT 5; take one that does, for example mosquitto 2',
  4: 'it does not accept this user name and password; see "username" and "passwordFile" in station.yaml',
  134: 'it does not accept this user name and password; see "username" and "passwordFile" in station.yaml',
  5: 'it does not let us in; see "username" and "passwordFile" in station.yaml, and who the broker lets do what',
  135: 'it does not let us do this; see "username" and "passwordFile" in station.yaml, and who the broker lets do what',
  133: 'it does not accept this client id; see "clientId" in station.yaml',
  138: 'it has banned this client',
  139: 'it is shutting down',
  141: 'it heard nothing of us for too long',
  142: 'another client with the same client id took over; give each station a "base" of its own in station.yaml',
  149: 'a message is longer than it takes',
  151: 'a limit of the broker is reached',
}
const reasonWords = (code: number): string => REASONS[code] ?? `it gives the reason ${code} of MQTT 5`

const SYSTEM: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'this name is not known in the network',
  EAI_AGAIN: 'names cannot be looked up at the moment',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'nobody answers at this address',
  ECONNRESET: 'it broke the connection',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself; name it as "caFile" in station.yaml',
  SELF_SIGNED_CERT_IN_CHAIN: 'nobody known signed its certificate; name the authority\'s as "caFile" in station.yaml',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'nobody known signed its certificate; name the authority\'s as "caFile" in station.yaml',
}
function errorWords(error: Error & { readonly code?: number | string }): string {
  if (typeof error.code === 'number') return reasonWords(error.code)
  const known = SYSTEM[error.code ?? '']
  return known ? `${known} (${error.code})` : error.message
}
