import {
  type Ended,
  OUTCOMES,
  type Outcome,
  outcomeSentence,
  REFUSALS,
  type Refusal,
  refusalSentence,
} from '../../protocol/index.ts'

/**
 * How a command ended, for those who look at the status alone.
 *
 *   200  it acted, as asked, and the device confirms it
 *   202  it acted, but not as asked, or nobody can confirm it: read `outcome`
 *   4xx  not one byte was sent, for a reason on this side of the device
 *   502  it failed: the device refused, or did not get there
 *   503  not one byte was sent, for a reason that may pass by itself
 *   504  nobody knows whether it acted
 */
const OUTCOME_STATUS: Readonly<Record<Outcome, number>> = {
  done: 200,
  doneUnverified: 202,
  clamped: 202,
  failed: 502,
  expired: 503,
  superseded: 409,
  cancelled: 409,
  stopped: 423,
  fenced: 409,
  unknown: 504,
}

const REFUSAL_STATUS: Readonly<Record<Refusal, number>> = {
  badArgs: 422,
  // What is not there at all was found out before: this is there, and cannot be commanded.
  noSuchControl: 405,
  forbidden: 403,
  epoch: 412,
  notHolder: 409,
  fenced: 409,
  latched: 423,
  staleStop: 423,
  stale: 412,
  noRecentContact: 412,
  changedMeanwhile: 409,
  inUse: 409,
  interlock: 423,
  busy: 409,
  offline: 503,
  needsReread: 409,
  flood: 503,
  needsConfirm: 428,
}

export const statusOf = (ended: Ended): number =>
  'outcome' in ended ? OUTCOME_STATUS[ended.outcome] : REFUSAL_STATUS[ended.refused]

/** Every status with the codes that have it. */
export function codesByStatus(): ReadonlyMap<number, readonly string[]> {
  const codes = new Map<number, string[]>()
  for (const code of OUTCOMES) put(OUTCOME_STATUS[code], code)
  for (const code of REFUSALS) put(REFUSAL_STATUS[code], code)
  return new Map([...codes].sort(([a], [b]) => a - b))
  function put(status: number, code: string): void {
    codes.set(status, [...new Set([...(codes.get(status) ?? []), code])])
  }
}

/** The same for the documentation. */
export function statusTable(): string {
  const outcomes = OUTCOMES.map(code => [OUTCOME_STATUS[code], 'outcome', code, outcomeSentence(code)] as const)
  const refusals = REFUSALS.map(code => [REFUSAL_STATUS[code], 'refused', code, refusalSentence(code)] as const)
  const rows = [...outcomes, ...refusals].sort(([a], [b]) => a - b)
  const lines = rows.map(([status, way, code, sentence]) => `| ${status} | \`${way}: ${code}\` | ${sentence} |`)
  return ['| status | | sentence, as far as it is always the same |', '| --- | --- | --- |', ...lines].join('\n')
}
