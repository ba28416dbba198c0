import type { Outcome, Refusal } from './codes.ts'
import type { Detail } from './down/out.ts'
import type { Scalar } from './values.ts'

/**
 * The words of the product: one sentence for each refusal and outcome, in one
 * place, so that page, command line and log say the same.
 */
export function refusalSentence(code: Refusal, detail: Detail = {}, more = ''): string {
  const who = detail.by ?? 'Somebody else'
  switch (code) {
    case 'badArgs':
      return more || 'This is not a value that the control takes.'
    case 'noSuchControl':
      return more || 'There is no such control.'
    case 'forbidden':
      return 'Your role may watch, not operate.'
    case 'epoch':
      return 'The daemon was restarted since; look at the values and try again.'
    case 'notHolder':
      return `${who} holds this device; ask for it first.`
    case 'fenced':
      return `${who} has taken over since.`
    case 'latched':
      return `Stopped by ${who}. Re-arm before you go on.`
    case 'staleStop':
      return `Not carried out: a stop by ${who} came in between.`
    case 'stale':
      return 'Not carried out: it arrived too late to be safe. Try again.'
    case 'noRecentContact':
      return 'Not carried out: the page had not heard from the daemon for over a second.'
    case 'changedMeanwhile':
      return `${who} changed this meanwhile${detail.current === undefined ? '' : ` to ${plain(detail.current)}`}.`
    case 'inUse':
      return `${who} is setting this.`
    case 'interlock':
      return `Held back by an interlock${more ? `: ${more}` : '.'}`
    case 'busy':
      return 'Already running; wait for it to end.'
    case 'offline':
      return `The device is not connected${more ? `: ${more}` : '.'}`
    case 'needsReread':
      return 'What the device holds is not known; it must be read first.'
    case 'flood':
      return 'Too many commands are waiting; try again in a moment.'
    case 'needsConfirm':
      return 'This needs to be confirmed first.'
  }
}

export function outcomeSentence(outcome: Outcome, detail: Detail = {}, more = ''): string {
  switch (outcome) {
    case 'done':
      return 'Done; the device confirms it.'
    case 'doneUnverified':
      return 'Sent; the device cannot confirm it.'
    case 'clamped':
      return `The device took ${plain(detail.current ?? null)} instead.`
    case 'failed':
      return more || 'The device refused.'
    case 'expired':
      return 'Not sent: it had waited too long to be safe.'
    case 'superseded':
      return 'Replaced by a later value of your own.'
    case 'cancelled':
      return 'Cancelled.'
    case 'stopped':
      return `Not sent: ${detail.by ?? 'somebody'} pressed Stop.`
    case 'fenced':
      return `Not sent: ${detail.by ?? 'somebody else'} has taken over.`
    case 'unknown':
      return more || 'It is not known whether the device did this.'
  }
}

const plain = (value: Scalar): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : value === null ? 'nothing' : String(value)
