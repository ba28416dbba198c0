import { type MachineOptions, type MachineProcess, startMachine } from './start-machine.ts'

export interface PtyOptions extends MachineOptions {
  /** Where the device appears. */
  readonly link: string
}

export interface PtyProcess extends MachineProcess {
  readonly link: string
}

/** Starts a simulated device behind a pseudo terminal; resolves when it can be opened. */
export async function startPty({ link, ...options }: PtyOptions): Promise<PtyProcess> {
  const { process } = await startMachine('pty', options, ['--link', link])
  return { ...process, link }
}
