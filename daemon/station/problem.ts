/** Something wrong in a file that a person wrote. */
export interface Problem {
  readonly line: number
  readonly column: number
  readonly what: string
  /** What to do, as a sentence or a line to write. */
  readonly fix: string
}

/** A station that cannot be run; the message names each place, what is wrong there, and how to mend it. */
export class StationError extends Error {
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78
  readonly problems: readonly Problem[]

  constructor(file: string, problems: readonly Problem[], summary?: string) {
    const lines = problems.map(({ line, column, what, fix }) => `${file}:${line}:${column}: ${what}\n    ${fix}`)
    super(summary ?? lines.join('\n'))
    this.name = 'StationError'
    this.problems = problems
  }
}

/** ` Did you mean "port"?`, or nothing when no candidate is near. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const near = candidates
    .map(candidate => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance: d }) => d <= Math.min(2, candidate.length - 1))
    .sort((a, b) => a.distance - b.distance)[0]
  return near ? `Did you mean "${near.candidate}"? ` : ''
}

/** How many letters to insert, leave out, change, or swap with the next, from one word to the other. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) next[j] = Math.min(next[j] ?? 0, (before[j - 2] ?? 0) + 1)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
