import {
  type FoundPort,
  isPlugged,
  listPorts,
  type PortPlaces,
  realOf,
  tracesOfPorts,
} from '../../drivers/transports/ports.ts'
import type { Clock, Offer } from '../../protocol/index.ts'
import { BOARDS, type Board, KINDS } from './boards.ts'
import type { Connection } from './connection.ts'

/** A device of the config, as far as its place is concerned. */
export interface Placed {
  readonly name: string
  readonly connection: Connection
}

/** A port, with what the station makes of it. */
export interface SeenPort extends FoundPort {
  readonly title: string
  readonly usedBy?: string
  readonly guess?: { readonly driver: string; readonly why: string }
  /** What would be written below `devices:`, where nobody uses it. */
  readonly yaml?: string
}

/** All that is there, and what the config names that is not. */
export interface Survey {
  readonly ports: readonly SeenPort[]
  readonly missing: readonly { readonly device: string; readonly port: string }[]
}

export async function surveyPorts(devices: readonly Placed[], places?: PortPlaces): Promise<Survey> {
  const ports = await listPorts(places)
  return { ports: seenPorts(ports, devices), missing: missingPorts(devices, places) }
}

/** Who uses which port, by whatever name the config calls it; and what those that nobody uses might be. */
export function seenPorts(ports: readonly FoundPort[], devices: readonly Placed[]): readonly SeenPort[] {
  const owners = new Map(
    devices.flatMap(({ name, connection }) =>
      connection.kind === 'serial' ? [[realOf(connection.path), name] as const] : []
    )
  )
  const names = new Set(devices.map(({ name }) => name))
  return ports.map(port => {
    const board = boardOf(port)
    const title = board?.title ?? port.maker ?? (port.id ? 'USB device' : "a port of this computer's board")
    const usedBy = owners.get(realOf(port.path))
    if (usedBy !== undefined) return { ...port, title, usedBy }
    const yaml = yamlOf(port, board, freeName(port.id === undefined ? 'device' : title, names))
    return { ...port, title, yaml, ...(board && { guess: guessOf(board) }) }
  })
}

const missingPorts = (devices: readonly Placed[], places?: PortPlaces): Survey['missing'] =>
  devices.flatMap(({ name, connection }) =>
    connection.kind === 'serial' && !isPlugged(connection.path, places) ? [{ device: name, port: connection.path }] : []
  )

const boardOf = ({ id, maker = '', lasting = '' }: FoundPort): Board | undefined =>
  id === undefined
    ? undefined
    : BOARDS.find(
        board => (board.id === id || board.id === id.slice(0, 4)) && (board.named?.test(maker + lasting) ?? true)
      )

const guessOf = ({ kind }: Board) => ({ driver: KINDS[kind].driver, why: KINDS[kind].why })

/** What is not known is taken for an adapter: it does no harm, for nothing is sent. */
function yamlOf({ path, lasting = path }: FoundPort, board: Board | undefined, name: string): string {
  const kind: { readonly profile: string; readonly baudRate?: number } = KINDS[board?.kind ?? 'adapter']
  const rate = kind.baudRate === undefined ? [] : [`baudRate: ${kind.baudRate}`]
  return [`${name}:`, ...[`port: ${lasting}`, ...rate, `profile: ${kind.profile}`].map(line => `  ${line}`)]
    .map(line => `  ${line}\n`)
    .join('')
}

/** A name for the config, made of the title; taken from then on. */
function freeName(title: string, taken: Set<string>): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? []
  const first =
    words
      .join('-')
      .replace(/^[^a-z]+/, '')
      .slice(0, 32)
      .replace(/-$/, '') || 'device'
  let name = first
  for (let n = 2; taken.has(name); n++) name = `${first}-${n}`
  taken.add(name)
  return name
}

// --- while the daemon runs

/** How often it is looked whether something was plugged in or out, ms. */
const LOOK_EVERY = 2_000

export interface Offering {
  readonly clock: Clock
  /** What the config says now. */
  readonly devices: () => readonly Placed[]
  /** Told when something changed; undefined: there is nothing to offer. */
  readonly offer: (offers: readonly Offer[] | undefined) => void
  readonly places?: PortPlaces
}

/**
 * Sees what is plugged into USB and in no config. It looks at names of files, opens nothing, and asks the system for
 * more only when these change; what the system knows a moment later changes them, too.
 */
export class PortWatch {
  readonly #o: Offering
  #traces: string | undefined
  #ports: readonly FoundPort[] = []
  #told = '[]'
  #forget: () => void = () => {}
  #over = false

  constructor(offering: Offering) {
    this.#o = offering
    this.#again(0)
  }

  close(): void {
    this.#over = true
    this.#forget()
  }

  /** Looks once. */
  async look(): Promise<void> {
    const { devices, offer, places } = this.#o
    const traces = tracesOfPorts(places)
    if (traces !== this.#traces) {
      this.#ports = traces === '' ? [] : await listPorts(places)
      this.#traces = traces
    }
    const offers = seenPorts(this.#ports, devices()).flatMap(offerOf)
    const news = JSON.stringify(offers)
    if (this.#over || news === this.#told) return
    this.#told = news
    offer(offers.length > 0 ? offers : undefined)
  }

  #again(wait: number): void {
    this.#forget = this.#o.clock.after(wait, () => {
      void this.look().finally(() => this.#over || this.#again(LOOK_EVERY))
    })
  }
}

/** Ports that are soldered on are there for ever, and mostly nobody's: they are not offered. */
function offerOf({ path, lasting = path, title, id, serial, guess, yaml }: SeenPort): readonly Offer[] {
  if (id === undefined || yaml === undefined) return []
  return [{ path: lasting, title, id, yaml, ...(serial && { serial }), ...(guess && { guess }) }]
}
