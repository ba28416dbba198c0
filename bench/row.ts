/** A row of the bench: measures ours beside its limits, in the same rounds. */
export interface Row {
  readonly name: string
  readonly title: string
  /** How it is measured, in a sentence or two, for docs/performance.md. */
  readonly method: string
  /** What there is to know of its figures: where the time goes in one that is over its budget, say. */
  readonly note?: string
  run(run: Run): Promise<readonly Measurement[]>
}

export interface Run {
  /** Ours and its limits take turns this many times. */
  readonly rounds: number
  /** As short and small as it can be and still be the same measurement: tests run it so. */
  readonly tiny: boolean
  /** What is under way, for whoever waits. */
  say(text: string): void
}

/** One figure of ours and of its limits: a number for each round. */
export interface Measurement {
  readonly what: string
  readonly unit: string
  readonly ours: readonly number[]
  /** By the limit's name; limits of one round are neighbours in time of ours. */
  readonly limits?: Readonly<Record<string, readonly number[]>>
  readonly budget?: Budget
  readonly remark?: string
}

/** What ours may be: a figure, or so many times a limit, or so much above one. */
export type Budget =
  | { readonly most: number }
  | { readonly most: number; readonly times: string }
  | { readonly least: number; readonly times: string }
  | { readonly most: number; readonly above: string }

/** The bench itself went wrong: a wrong value, a sample lost and not declared. No figure of such a run counts. */
export class Wrong extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'Wrong'
  }
}
