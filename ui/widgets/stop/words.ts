import type { StopState } from '../../../protocol/index.ts'
import { duration } from '../figures.ts'

export interface Standing {
  /** Undefined until the daemon has said. */
  readonly latch: StopState | undefined
  /** Out of touch nobody knows what has happened since: neither who has pressed Stop, nor what the hardware does. */
  readonly live: boolean
  /** Whether the daemon has the device on its line. */
  readonly connected: (device: string) => boolean
}

/** How a stop stands, in words; an armed one has nothing more to say. */
export function stopWords({ latch, live, connected }: Standing): { readonly title: string; readonly more?: string } {
  if (!latch) return { title: 'Not heard from yet' }
  const since = live ? '' : ' when last heard from'
  if (!latch.latched) return { title: `Armed${since}` }
  const reason = latch.reason === undefined ? '' : `: ${latch.reason}`
  const title = `Stopped by ${latch.by ?? 'somebody'}${since}${reason}`
  return { title, more: live ? hardwareWords(latch, connected) : 'What the hardware does now is not known here.' }
}

/** What became of it at the hardware. A device that it did not reach outweighs what the others say. */
function hardwareWords({ wrote, confirmed, unreached = [] }: StopState, connected: Standing['connected']): string {
  const absent = unreached.filter(device => !connected(device))
  const mute = unreached.filter(connected)
  const sentences: string[] = []
  if (wrote !== undefined) sentences.push(`Handed over in ${duration(wrote)}.`)
  if (absent.length > 0) {
    const why = absent.length === 1 ? 'it is not connected' : 'they are not connected'
    sentences.push(`Could not be handed to ${list(absent)}: ${why}.`)
  }
  if (mute.length > 0) sentences.push(`Not confirmed by ${list(mute)}: look there.`)
  if (unreached.length === 0) sentences.push(verdict(confirmed, wrote !== undefined))
  return sentences.join(' ')
}

function verdict(confirmed: boolean | undefined, handedOver: boolean): string {
  if (confirmed !== undefined)
    return confirmed ? 'The hardware reads safe.' : 'The hardware did not confirm it: look there.'
  return handedOver ? 'Reading back what the hardware says…' : 'Being handed to the hardware…'
}

/** `left`, `left and right`, `far, left and right`. */
const list = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' and $1')
