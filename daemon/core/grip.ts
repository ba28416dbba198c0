import type { Control, Session, State } from './state.ts'
import { write } from './transaction.ts'

/**
 * A gesture grips its control from its admission until its final has ended, or
 * until 1 s passed without a command. `until` is that second; an open final outlasts it.
 */
export function gripExpires(control: Control): number {
  const { grip } = control
  if (!grip) return Number.POSITIVE_INFINITY
  return finalOpen(control) ? Number.POSITIVE_INFINITY : grip.until
}

export function gripHeldByOther(state: State, control: Control, session: Session): string | undefined {
  const { grip } = control
  if (!grip || grip.session === session || gripExpires(control) <= state.now) return undefined
  return grip.session.name
}

/** Lets go when there is nothing left to hold on to. */
export function looseGrip(state: State, control: Control, finalEnded: boolean): void {
  if (!control.grip || !(finalEnded || gripExpires(control) <= state.now)) return
  control.grip = undefined
  write(state, control.key, { grip: undefined })
}

function finalOpen({ open, grip }: Control): boolean {
  for (const c of open) if (c.final && c.session === grip?.session && c.gesture === grip.gesture) return true
  return false
}

/** What is asked here changes in the transaction under way, by this session's doing: I10 compares with it. */
export function noteChange(state: State, control: Control, session: Session): void {
  if (control.changed && control.changed.session !== session) control.changedByOther = control.changed
  control.changed = { session, revision: state.revision + 1 }
}

/** The newest change of what is asked here by anybody but this session. */
export function othersChange(control: Control, session: Session): Control['changed'] {
  return control.changed?.session === session ? control.changedByOther : control.changed
}
