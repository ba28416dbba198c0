import * as v from 'valibot'
import { LIMITS } from '../../protocol/index.ts'
import { Count, Epoch, Hex128, Millis, Scalar, Scope } from '../../protocol/values.ts'

/** What a command may quote of what its sender knew (PROTOCOL.md section 3). */
const quotes = {
  ttl: v.exactOptional(
    v.pipe(Millis, v.maxValue(LIMITS.ttl), v.description('longest life of this command, ms from its arrival'))
  ),
  stopGeneration: v.exactOptional(
    v.pipe(Count, v.description('the stop that its sender knew: refused when there was another since'))
  ),
  basis: v.exactOptional(
    v.pipe(Count, v.description('the revision its sender looked at: refused when somebody else set this since'))
  ),
  epoch: v.exactOptional(v.pipe(Epoch, v.description('the life of the daemon in which these are numbers'))),
}

interface Quoting {
  readonly stopGeneration?: number | undefined
  readonly basis?: number | undefined
  readonly epoch?: string | undefined
}

/** Revisions and generations begin anew with each life of the daemon: a number of an earlier one would pass as new (EpochConfusion). */
const dated = ({ stopGeneration, basis, epoch }: Quoting): boolean =>
  epoch !== undefined || (stopGeneration === undefined && basis === undefined)
const UNDATED = 'whoever quotes "basis" or "stopGeneration" quotes the "epoch" of the same answer, too'

const Input = v.record(v.pipe(v.string(), v.maxLength(64)), Scalar)

export const SetBody = v.pipe(
  v.strictObject({ value: Scalar, ...quotes }),
  v.check(body => dated(body), UNDATED)
)
export const CallBody = v.pipe(
  v.strictObject({ input: v.exactOptional(v.pipe(Input, v.maxEntries(LIMITS.inputs))), ...quotes }),
  v.check(body => dated(body), UNDATED)
)
export const ReadBody = v.strictObject({ ttl: quotes.ttl })
export const StopBody = v.strictObject({
  scope: v.exactOptional(Scope),
  reason: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  nonce: v.exactOptional(Hex128),
})
export const RearmBody = v.strictObject({ scope: Scope, stopGeneration: Count, epoch: Epoch })
