import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt, { type IClientPublishOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import type { Test } from 'tap'

const program = '/usr/sbin/mosquitto'

/** A real broker on a port of its own, with a folder of its own. */
export class Mosquitto {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockstep-mosquitto-'))
  readonly port: number
  readonly #config: readonly string[]
  #child: ChildProcess | undefined

  private constructor(port: number, config: readonly string[]) {
    this.port = port
    this.#config = config
  }

  /** @param config lines of its own, `{folder}` for its folder */
  static async start(t: Test, config: readonly string[] = ['allow_anonymous true'], files = {}): Promise<Mosquitto> {
    const broker = new Mosquitto(await freePort(), config)
    for (const [name, text] of Object.entries<string>(files)) broker.file(name, text)
    t.teardown(async () => {
      await broker.kill('SIGKILL')
      rmSync(broker.folder, { recursive: true, force: true })
    })
    await broker.start()
    return broker
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`
  }

  file(name: string, text: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }

  async start(): Promise<void> {
    const own = this.#config.map(line => line.replaceAll('{folder}', this.folder))
    // As root it would become somebody who may not write here.
    const lines = [`listener ${this.port} 127.0.0.1`, 'user root', 'max_queued_messages 100000', ...own]
    const child = spawn(program, ['-c', this.file('mosquitto.conf', `${lines.join('\n')}\n`)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr?.on('data', bytes => {
      said += bytes
    })
    this.#child = child
    while (!(await answers(this.port))) {
      if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}: ${said}`)
      await pause(20)
    }
  }

  async kill(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const end = once(child, 'exit')
    child.kill(signal)
    await end
  }
}

export interface Heard {
  readonly topic: string
  readonly text: string
  readonly packet: IPublishPacket
}

/** Somebody at the broker, who misses nothing as long as the broker forgets nothing. */
export class Client {
  readonly heard: Heard[] = []
  readonly #client: MqttClient

  private constructor(client: MqttClient) {
    this.#client = client
    client.on('message', (topic, payload, packet) => this.heard.push({ topic, text: payload.toString(), packet }))
    client.on('error', () => undefined)
  }

  static async connect(
    t: Test,
    broker: Mosquitto,
    subscriptions: readonly string[] = [],
    name = 'watcher'
  ): Promise<Client> {
    const client = mqtt.connect(broker.url, {
      protocolVersion: 5,
      clientId: name,
      clean: false,
      properties: { sessionExpiryInterval: 600 },
      reconnectPeriod: 50,
      resubscribe: false,
    })
    t.teardown(() => client.end(true))
    const own = new Client(client)
    await new Promise(resolve => client.once('connect', resolve))
    for (const topic of subscriptions) await client.subscribeAsync(topic, { qos: 1, rap: true })
    return own
  }

  async publish(topic: string, payload: string, options: IClientPublishOptions = {}): Promise<void> {
    await this.#client.publishAsync(topic, payload, { qos: 1, ...options })
  }

  on(topic: string): Heard[] {
    return this.heard.filter(message => message.topic === topic)
  }

  /** The next message that satisfies, also of those that are here. */
  async message(is: (message: Heard) => boolean, from = 0): Promise<Heard> {
    for (let i = from; ; i++) {
      while (i >= this.heard.length) await pause(10)
      const message = this.heard[i] as Heard
      if (is(message)) return message
    }
  }
}

/** What is retained by a topic, as a stranger finds it who comes now. */
export async function retained(t: Test, broker: Mosquitto, topic: string, name: string): Promise<string | undefined> {
  // A sentence of our own behind it: nothing else says that there is no more to come.
  const client = await Client.connect(t, broker, [topic, `end/${name}`], name)
  await client.publish(`end/${name}`, 'end')
  await client.message(({ topic: of }) => of === `end/${name}`)
  return client.on(topic).at(-1)?.text
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = dial(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
