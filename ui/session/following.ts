import { LIMITS } from '../../protocol/index.ts'
import type { Following } from './api.ts'

/** As the wire names one stream: patterns are not followed. */
const NAME = /^[\w-]+\.\$?\w+$/
const LONGEST = 128

/** What the daemon would end the whole session for, controls included, is told to whoever asks for it. */
export function checkFollowing(streams: readonly string[], options: Following): Required<Following> {
  const { maxHz = Number.POSITIVE_INFINITY, depth = 0 } = options
  for (const stream of streams) {
    if (!NAME.test(stream) || stream.length > LONGEST)
      throw new TypeError(`follow: "${stream}" names no stream; one is named like "plate.temperature".`)
  }
  if (!(maxHz > 0)) throw new TypeError(`follow: maxHz is ${maxHz}; it must be a number above 0.`)
  if (!Number.isSafeInteger(depth) || depth < 0)
    throw new TypeError(`follow: depth is ${depth}; it must be a whole number of samples, 0 or more.`)
  const bounded = Math.min(Math.max(maxHz, LIMITS.leastHz), LIMITS.mostHz)
  return { maxHz: maxHz === Number.POSITIVE_INFINITY ? maxHz : bounded, depth }
}
