import type { DeviceDescription, Scalar, Severity } from '../../../protocol/index.ts'
import type { Happening } from '../../replica/replica.ts'
import { inWords } from '../figures.ts'

/** One line of the log: something that happened, or that something is missing. */
export type Line =
  | {
      readonly is: 'event'
      readonly key: string
      readonly number: number
      readonly at: number
      readonly severity: Severity
      readonly device: string
      readonly title: string
      readonly words: string
    }
  | { readonly is: 'lost'; readonly key: string; readonly words: string }

type About = (device: string) => DeviceDescription | undefined

/** Newest first; of one device, or of all. */
export function linesOf(events: readonly Happening[], about: About, device?: string): Line[] {
  const lines: Line[] = []
  for (const event of [...events].reverse()) {
    if (device !== undefined && event.device !== device) continue
    lines.push(lineOf(event, about))
    const { lostTo, epoch } = event
    if (lostTo === undefined) continue
    const words = lostTo === 1 ? 'Event 1 is no longer in the log.' : `Events up to ${lostTo} are no longer in the log.`
    lines.push({ is: 'lost', key: `${epoch} to ${lostTo}`, words })
  }
  return lines
}

function lineOf({ epoch, number, wallClock, severity, device, event, data = {} }: Happening, about: About): Line {
  const description = about(device)
  const said = Object.entries(data).map(([name, value]) => dataWords(name, value, description))
  return {
    is: 'event',
    key: `${epoch} ${number}`,
    number,
    at: wallClock,
    severity,
    device: description?.title ?? device,
    title: description?.events[event]?.title ?? event,
    words: said.join(', '),
  }
}

/** What an event brings is said in the words of the property of that name, if there is one. */
function dataWords(name: string, value: Scalar, about: DeviceDescription | undefined): string {
  const property = about?.properties[name]
  return `${(property?.title ?? name).toLowerCase()} ${inWords(value, property)}`
}
