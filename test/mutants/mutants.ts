import type { Patch } from '../sim/bundle.ts'
import type { Feature } from '../sim/faults.ts'

/** A guard of the house, and the patch that takes it away. */
export interface Mutant {
  readonly name: string
  /** What the guard promises. */
  readonly guard: string
  /**
   * All places where it stands. Where a guard has a second line of defence, that line is in
   * `covered`: it goes too, or else nothing could tell that the first is missing.
   */
  readonly patches: readonly Patch[]
  readonly covered?: { readonly by: string; readonly patches: readonly Patch[] }
  /** The invariant that it upholds, and that must be seen to fall. */
  readonly upholds: string
  /** The world in which it matters. */
  readonly situation: readonly Feature[]
}

const ADMISSION = 'daemon/core/admission.ts'
const RELEASE = 'daemon/core/release.ts'

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'number recorded first',
    guard: 'A command number is recorded before any other check, so that what was refused can never run later.',
    upholds: 'I5',
    patches: [
      { file: ADMISSION, find: '  session.highest = cmd.command\n', replace: '' },
      {
        file: ADMISSION,
        find: "  tell(state, session, { command: command.number, stage: 'accepted' })\n",
        replace:
          "  session.highest = Math.max(session.highest, cmd.command)\n  tell(state, session, { command: command.number, stage: 'accepted' })\n",
      },
    ],
    situation: ['repeaters', 'tight limits', 'slow device'],
  },
  {
    name: 'connection barrier',
    guard: 'Accepting a connection bars every older one before anything is reported.',
    upholds: 'I5',
    patches: [{ file: ADMISSION, find: '  if (connection !== session.connection) return\n', replace: '' }],
    covered: {
      by: 'The older socket is closed in the same turn.',
      patches: [
        {
          file: 'daemon/sessions/sessions.ts',
          find: "    older?.bye('connection', 'This page has opened a newer connection.')\n",
          replace: '    void older\n',
        },
      ],
    },
    situation: ['zombies'],
  },
  {
    name: 'epoch',
    guard: 'A command of another epoch is refused.',
    upholds: 'I1',
    patches: [
      {
        file: ADMISSION,
        find: '  return cmd.epoch === state.epoch ? undefined',
        replace: '  return state ? undefined',
      },
    ],
    situation: ['repeaters', 'crashes', 'restarts'],
  },
  {
    name: 'stop generation',
    guard: 'Whoever had not seen a stop is refused, also after re-arming.',
    upholds: 'I4',
    patches: [
      {
        file: ADMISSION,
        find: 'cmd.stopGeneration === generationOf(state, control.device)) return undefined',
        replace: 'state) return undefined',
      },
    ],
    covered: {
      by: 'The second check looks at the generation again.',
      patches: [
        { file: RELEASE, find: 'if (latch || command.stopGeneration !== generation) {', replace: 'if (latch) {' },
      ],
    },
    situation: ['stops', 'slow links', 'stalls'],
  },
  {
    name: "release's second check",
    guard: 'What changed between admission and first byte counts.',
    upholds: 'I2',
    patches: [
      {
        file: RELEASE,
        find: '  const no = secondCheck(state, command)\n',
        replace: '  const no = state ? undefined : secondCheck(state, command)\n',
      },
    ],
    situation: ['hesitant driver', 'slow device', 'stops'],
  },
  {
    name: 'basis',
    guard: 'Who asks for something else than what they saw is refused.',
    upholds: 'I10',
    patches: [
      {
        file: ADMISSION,
        find: '  if (!other || other.revision <= cmd.basis) return undefined\n',
        replace: '  if (!other || state) return undefined\n',
      },
    ],
    situation: ['stalls', 'slow links'],
  },
  {
    name: 'sample after release',
    guard: 'A sample counts for a command only if it was asked for after release and settling.',
    upholds: 'I6',
    patches: [
      {
        file: 'daemon/core/readings.ts',
        find: "if (progress.at !== 'verifying' || sampled < progress.since) continue",
        replace: "if (progress.at !== 'verifying') continue",
      },
    ],
    situation: ['slow device', 'clock rates'],
  },
  {
    name: 'reach of the journal',
    guard: 'A delta is made only from where all changes since are known; else everything is sent.',
    upholds: 'S1',
    patches: [
      { file: 'daemon/core/journal.ts', find: '    if (revision < this.#from) return undefined\n', replace: '' },
    ],
    situation: ['tight limits', 'slow readers', 'frozen tabs', 'cuts'],
  },
  {
    name: 'window',
    guard: 'No more is sent than a window beyond what was acknowledged.',
    upholds: 'S5',
    patches: [
      {
        file: 'daemon/sessions/window.ts',
        find: '    return this.#bytes - this.#acknowledged < LIMITS.window\n',
        replace: '    return this.#bytes - this.#acknowledged < LIMITS.window * LIMITS.window\n',
      },
    ],
    situation: ['tight limits', 'slow readers'],
  },
  {
    name: 'loss counted',
    guard: 'Samples that the ring no longer has are declared lost to whoever has not got them.',
    upholds: 'S4',
    patches: [
      {
        file: 'daemon/sessions/tele.ts',
        find: '  const lost = Math.max(0, first - 1 - after)\n',
        replace: '  const lost = Math.max(0, first - first)\n',
      },
    ],
    situation: ['tight limits', 'frozen tabs', 'cuts'],
  },
  {
    name: 'a final is thinned by nothing',
    guard:
      'The value at release goes out by itself; it does not wait with the moves, which a cut drops without a word.',
    upholds: 'L5',
    patches: [
      {
        file: 'ui/session/gestures.ts',
        find: '    else commands.issue(this.#draft(hold, value, true))\n',
        replace: '    else this.#table.slots.offer(this.#draft(hold, value, true))\n',
      },
    ],
    situation: ['cuts', 'slow links'],
  },
  {
    name: 'what is gone is missing in a snapshot',
    guard: 'Who stands before the revision at which keys ceased to be gets a snapshot: a delta only tells what is.',
    upholds: 'S1',
    patches: [
      {
        file: 'daemon/sessions/view.ts',
        find: '      const old = standing === undefined || standing < this.#state.shrunk\n',
        replace: '      const old = standing === undefined || standing < 0 * this.#state.shrunk\n',
      },
    ],
    situation: ['edited stations'],
  },
  {
    name: 'the numbers of a stream go on',
    guard:
      'When the device of a stream goes and comes back in one epoch, the numbers of its samples do not come again.',
    upholds: 'S4',
    patches: [
      {
        file: 'daemon/sessions/streams.ts',
        find: '      const stream = gone.get(key) ?? this.#retired.get(key) ?? new Stream(key, kind, bytes)\n',
        replace: '      const stream = gone.get(key) ?? new Stream(key, kind, bytes)\n',
      },
    ],
    situation: ['edited stations'],
  },
]

/** The house does not look at itself: only history and bytes may kill. */
export const NO_ASSERTIONS: Patch = {
  file: 'daemon/core/invariants.ts',
  find: '  if (!holds) throw new InvariantViolation(invariant, where)\n',
  replace: '  if (!holds) void [InvariantViolation, invariant, where]\n',
}
