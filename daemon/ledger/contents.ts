import type { Latch } from '../core/index.ts'

/** What survives a power cut. */
export interface Contents {
  readonly version: 1
  /** How many times a daemon has started here. */
  readonly boot: number
  readonly latches: readonly Latch[]
}

/** Reads the text of a ledger; throws when it is not one. */
export function parseContents(text: string): Contents {
  const found = JSON.parse(text) as Partial<Contents> | null
  if (found?.version !== 1) throw new Error(`its version is ${JSON.stringify(found?.version)}, not 1`)
  const { boot, latches } = found
  if (!Number.isSafeInteger(boot) || (boot as number) < 0) throw new Error('its boot counter is no number')
  if (!Array.isArray(latches) || !latches.every(isLatch)) throw new Error('its latches cannot be read')
  return { version: 1, boot: boot as number, latches }
}

function isLatch(value: unknown): value is Latch {
  const { scope, by = '', reason = '' } = (value ?? {}) as Record<string, unknown>
  return [scope, by, reason].every(field => typeof field === 'string')
}
