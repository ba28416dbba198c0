import type { StationProblem } from '../../protocol/index.ts'

/** Something wrong in a file that a person wrote; `fix`: what to do, as a sentence or a line to write. */
export type Problem = StationProblem
export type Place = Pick<Problem, 'file' | 'line' | 'column'>

/** `station.yaml:3:5: what is wrong`, and how to mend it below. */
export const problemText = ({ file, line, column, what, fix }: Problem): string =>
  `${file}:${line}:${column}: ${what}\n    ${fix}`

/** A station that cannot be run; the message names each place, what is wrong there, and how to mend it. */
export class StationError extends Error {
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(problemText).join('\n'))
    this.name = 'StationError'
    this.problems = problems
  }
}
