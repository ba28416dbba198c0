import type { Down } from './down.ts'
import type { Up } from './up.ts'

export const encode = (message: Up | Down): string => JSON.stringify(message)

/** A frame from the daemon. The page trusts its own daemon: the kind is checked, tests check the rest against `Down`. */
export function decodeDown(text: string): Down {
  const parsed = JSON.parse(text) as Down
  if (typeof parsed?.t !== 'string') throw new Error('The daemon sent a frame without a kind.')
  return parsed
}
