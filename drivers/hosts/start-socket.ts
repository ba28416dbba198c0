import { type MachineOptions, type MachineProcess, startMachine } from './start-machine.ts'

export interface SocketOptions extends MachineOptions {
  /** Where it listens, on 127.0.0.1; any free port where none is given. */
  readonly port?: number
}

export interface SocketProcess extends MachineProcess {
  /** It stays the same for as long as the process lives. */
  readonly port: number
}

/** Starts a simulated device behind a TCP port of this computer; resolves when it can be opened. */
export async function startSocket({ port = 0, ...options }: SocketOptions): Promise<SocketProcess> {
  const { process, ready } = await startMachine('socket', options, ['--port', String(port)])
  return { ...process, port: ready.port ?? port }
}
