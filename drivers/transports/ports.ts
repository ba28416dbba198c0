import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { forbidden } from './serial-errors.ts'

/** A serial port of this computer that something can be behind. */
export interface FoundPort {
  /** `/dev/ttyACM0`: another one perhaps after the next unplugging. */
  readonly path: string
  /** A name that stays: by the identity of what is plugged in, else by the socket that it is plugged into. */
  readonly lasting?: string
  /** What is plugged into USB, as vendor and product: `2341:0043`. */
  readonly id?: string
  readonly serial?: string
  readonly maker?: string
  /** Why it cannot be opened, in words. */
  readonly trouble?: string
}

/** What the system's own list says of a port. */
export interface Listed {
  readonly path: string
  readonly manufacturer?: string | undefined
  readonly serialNumber?: string | undefined
  readonly vendorId?: string | undefined
  readonly productId?: string | undefined
}

export interface PortPlaces {
  readonly list?: () => Promise<readonly Listed[]>
  /** Folder of the ports. */
  readonly dev?: string
  /** Folder of the lasting names. */
  readonly names?: string
  /** Folder in which the kernel tells what its ports are. */
  readonly kernel?: string
}

const USUAL = { dev: '/dev', names: '/dev/serial', kernel: '/sys/class/tty' } as const

/** What is plugged in or soldered on; nothing is opened. */
export async function listPorts({ list = SerialPort.list, ...places }: PortPlaces = {}): Promise<readonly FoundPort[]> {
  const { dev, names, kernel } = { ...USUAL, ...places }
  // Without udev nobody knows what is behind a port, but the ports are there.
  const listed = await list().catch(() => namesOf(dev).map((name): Listed => ({ path: join(dev, name) })))
  const lasting = lastingNames(names)
  return listed
    .filter(port => isThere(port, kernel))
    .map(port => foundOf(port, lasting))
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
}

function foundOf({ path, manufacturer, serialNumber, vendorId, productId }: Listed, lasting: Lasting): FoundPort {
  const id = vendorId && productId ? `${vendorId}:${productId}`.toLowerCase() : undefined
  const stays = lasting.get(realOf(path))
  const trouble = troubleOf(path)
  return {
    path,
    ...(stays && { lasting: stays }),
    ...(id && { id }),
    ...(serialNumber && { serial: serialNumber }),
    ...(manufacturer && { maker: manufacturer.trim() }),
    ...(trouble && { trouble }),
  }
}

function troubleOf(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return undefined
  } catch {
    return forbidden(path)
  }
}

/** A PC has a name for each of 32 ports, whether there is one or not; the kernel gives those that are not the type 0. */
function isThere({ path, vendorId }: Listed, kernel: string): boolean {
  if (vendorId || !/ttyS\d+$/.test(path)) return true
  try {
    return readFileSync(join(kernel, path.slice(path.lastIndexOf('/')), 'type'), 'utf8').trim() !== '0'
  } catch {
    return true
  }
}

/** Something is there, in the list or not: the system's own list leaves out what is no hardware, a pseudo terminal. */
export const isPlugged = (path: string, { kernel = USUAL.kernel }: PortPlaces = {}): boolean =>
  existsSync(path) && isThere({ path: realOf(path) }, kernel)

/** A lasting name, by where the port really is. */
type Lasting = ReadonlyMap<string, string>

function lastingNames(folder: string): Lasting {
  const lasting = new Map<string, string>()
  for (const by of ['by-id', 'by-path'])
    for (const name of entries(join(folder, by))) {
      const link = join(folder, by, name)
      const real = realOf(link)
      if (!lasting.has(real)) lasting.set(real, link)
    }
  return lasting
}

/** Where a path leads in the end; itself where nothing is there. */
export function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

const namesOf = (dev: string): string[] =>
  entries(dev).filter(name => /^(tty(USB|ACM|AMA|S|THS|XRUSB)|rfcomm)\d+$/.test(name))

/** Changes when something is plugged in or out, empty when nothing is. It costs next to nothing, and says little. */
export function tracesOfPorts({ dev = USUAL.dev, names = USUAL.names }: PortPlaces = {}): string {
  const plugged = namesOf(dev).filter(name => !/^tty(S|AMA|THS)/.test(name))
  return [...plugged, ...['by-id', 'by-path'].flatMap(by => entries(join(names, by)))].join('\n')
}
