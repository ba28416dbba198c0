import { mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Listed, PortPlaces } from '../../drivers/transports/ports.ts'

export const UNO = {
  vendorId: '2341',
  productId: '0043',
  serialNumber: '7543',
  manufacturer: 'Arduino (www.arduino.cc)',
}
export const UNO_NAME = 'usb-Arduino__www.arduino.cc__0043_7543-if00'

/** Folders as they are in /dev and /sys, into which a test plugs things. */
export class Desk {
  readonly places: Required<PortPlaces>
  readonly #listed = new Map<string, Listed>()
  /** How often the system was asked for its list. */
  lists = 0
  broken = false

  constructor(t: Test) {
    const root = t.testdir({ dev: { serial: { 'by-id': {}, 'by-path': {} } }, kernel: {} })
    this.places = {
      dev: join(root, 'dev'),
      names: join(root, 'dev/serial'),
      kernel: join(root, 'kernel'),
      list: async () => {
        this.lists++
        if (this.broken) throw new Error('spawn udevadm ENOENT')
        return [...this.#listed.values()]
      },
    }
  }

  path(name: string): string {
    return join(this.places.dev, name)
  }

  /** @param of where the port really is */
  plug(name: string, known: Omit<Listed, 'path'> = {}, of?: string): string {
    const path = this.path(name)
    if (of === undefined) writeFileSync(path, '')
    else symlinkSync(of, path)
    this.#listed.set(name, { path, ...known })
    return path
  }

  name(by: 'by-id' | 'by-path', name: string, port: string): string {
    const link = join(this.places.names, by, name)
    symlinkSync(port, link)
    return link
  }

  unplug(name: string, ...links: readonly string[]): void {
    for (const link of links) unlinkSync(link)
    rmSync(this.path(name))
    this.#listed.delete(name)
  }

  kernelSays(name: string, type: number): void {
    mkdirSync(join(this.places.kernel, name), { recursive: true })
    writeFileSync(join(this.places.kernel, name, 'type'), `${type}\n`)
  }
}
