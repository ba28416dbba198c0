import type { Control, Device, State } from './state.ts'
import { write } from './transaction.ts'

/** Nobody knows what the device holds: no command until it was read by a request that leaves from now on. */
export function lock(state: State, control: Control): void {
  if (readingOf(control) === undefined) return
  control.lockedSince = state.now
  write(state, control.key, { locked: 'needsReread' })
}

/** Only a request that left after the doubt arose settles it. */
export function unlock(state: State, device: Device, property: string, sampled: number): void {
  for (const control of device.controls.values()) {
    const settles = !isReadable(control) || control.target.name === property
    if (!settles || control.lockedSince === undefined || sampled < control.lockedSince) continue
    control.lockedSince = undefined
    write(state, control.key, { locked: undefined })
  }
}

/**
 * The property by whose reading a control is settled: its own. What cannot be read itself, an action for one, is
 * settled by any reading of its device: that tells at least that the device answers. Undefined: nothing there can be read.
 */
export const readingOf = (control: Control): string | undefined =>
  isReadable(control) ? control.target.name : control.device.polls[0]?.property

const isReadable = ({ target }: Control): boolean => target.kind === 'property' && !target.description.writeOnly
