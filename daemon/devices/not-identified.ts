import type { Driver } from '../../drivers/contract.ts'
import type { Answer } from '../core/index.ts'

/** Why a link is not kept, in words. */
export function notIdentified(driver: Driver, answer: Answer): string {
  const what = driver.title.toLowerCase()
  switch (answer.is) {
    case 'silent':
      return `Nothing there answers as a ${what} would. Is it switched on, and is this its port and baud rate?`
    case 'refused':
      return `The device refuses to say what it is: ${answer.why}.`
    case 'broken':
      return `This is not a ${what}: ${answer.why}.`
    default:
      return `The link closed while asking the device what it is.`
  }
}
