import type { Command } from './state.ts'

/** The house is wrong about itself. Never caught: a daemon that no longer knows its own truth must not drive a machine. */
export class InvariantViolation extends Error {
  constructor(invariant: string, where: string) {
    super(`Invariant ${invariant} does not hold: ${where}. This is a fault of Lockstep; please report it.`)
    this.name = 'InvariantViolation'
  }
}

/** Asserts an invariant of PROTOCOL.md section 10 in the keys touched. */
export function check(holds: boolean, invariant: string, where: string): void {
  if (!holds) throw new InvariantViolation(invariant, where)
}

const ORDER = { queued: 0, offered: 1, released: 2, verifying: 3, ended: 4 } as const

/** I9: stages only go forwards. */
export function proceed(command: Command, progress: Command['progress']): void {
  check(ORDER[progress.at] > ORDER[command.progress.at], 'I9 one outcome', `${command.progress.at} to ${progress.at}`)
  command.progress = progress
}
