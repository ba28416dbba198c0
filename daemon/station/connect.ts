import { join } from 'node:path'
import { SimulatedBench } from '../../drivers/hosts/start-bench.ts'
import { startPty } from '../../drivers/hosts/start-pty.ts'
import { startSocket } from '../../drivers/hosts/start-socket.ts'
import { FileTransport } from '../../drivers/transports/file.ts'
import { SerialTransport } from '../../drivers/transports/serial.ts'
import { TcpTransport } from '../../drivers/transports/tcp.ts'
import type { Transport } from '../../drivers/transports/transport.ts'
import type { StationDevice } from './load.ts'
import { SimulatedTransport } from './simulated.ts'

/** A device of the config with what it is connected through. */
export type Connected = Pick<StationDevice, 'name' | 'driver' | 'driverName' | 'title' | 'group'> & {
  readonly transport: Transport
  readonly simulated: boolean
}

/** What the devices of a station are connected through, each its own; and the simulators behind it. */
export class Connections {
  readonly #data: string
  readonly #transports = new Map<string, Transport>()
  /** By name. */
  readonly #benches = new Map<string, SimulatedBench>()
  /** Of devices that are others now, or gone. */
  readonly #former = new Set<Transport>()

  /** @param data where simulators behind a serial port appear */
  constructor(data: string) {
    this.#data = data
  }

  /** A simulator that the device had before ends before another begins: they appear at one place. */
  connect(device: StationDevice): Connected {
    const { name, driver, driverName, title, group, connection } = device
    const before = this.#leave(name)
    const transport = transportOf(device, {
      link: join(this.#data, 'simulated', name),
      before: () => ended(before),
      benchOf: bench => this.#benchOf(bench),
    })
    this.#transports.set(name, transport)
    const simulated = connection.kind === 'simulated'
    return {
      name,
      driver,
      driverName,
      transport,
      simulated,
      ...(title !== undefined && { title }),
      ...(group !== undefined && { group }),
    }
  }

  /** Simulators of what is closed by now, of devices that changed and of this one, go. */
  async disconnect(gone?: string): Promise<void> {
    if (gone !== undefined) this.#leave(gone)
    const former = [...this.#former]
    this.#former.clear()
    await Promise.all(former.map(ended))
  }

  async end(): Promise<void> {
    await Promise.all([...this.#transports.values(), ...this.#former].map(ended))
  }

  #benchOf(name: string): SimulatedBench {
    const bench = this.#benches.get(name) ?? new SimulatedBench()
    this.#benches.set(name, bench)
    return bench
  }

  #leave(name: string): Transport | undefined {
    const before = this.#transports.get(name)
    this.#transports.delete(name)
    if (before) this.#former.add(before)
    return before
  }
}

const ended = async (transport: Transport | undefined): Promise<void> =>
  transport instanceof SimulatedTransport ? transport.end() : undefined

interface Around {
  /** Where a simulator behind a serial port appears. */
  readonly link: string
  /** Resolves when the simulator that the device had before is gone. */
  before(): Promise<void>
  benchOf(name: string): SimulatedBench
}

function transportOf({ name, connection, driverName: machine, profile }: StationDevice, around: Around): Transport {
  if (connection.kind === 'serial') return new SerialTransport(connection)
  if (connection.kind === 'tcp') return new TcpTransport(connection)
  if (connection.kind === 'file') return new FileTransport(connection)
  const { by, bench } = connection
  const { link, before, benchOf } = around
  const made = { machine, ...(profile && { profile }) }
  if (by.kind !== 'serial' || bench !== undefined) {
    const start = () =>
      bench === undefined ? startSocket({ ...made, withParent: true }) : benchOf(bench).plug({ ...made, name })
    return new SimulatedTransport({
      where: "a simulator's TCP port",
      start: () => before().then(start),
      connect: ({ port }) => new TcpTransport({ host: '127.0.0.1', port }),
    })
  }
  return new SimulatedTransport({
    where: "a simulator's serial port",
    start: () => before().then(() => startPty({ ...made, link, withParent: true })),
    connect: () => new SerialTransport({ path: link, baudRate: by.baudRate }),
  })
}
