import { DeviceRefused, type Driver, defineDriver, type Link } from '../../contract.ts'
import { actionsOf, framingOf, needsOf, stopOf } from '../device.ts'
import { propertyOf } from '../property.ts'
import { meant } from '../replies.ts'
import { fill, isQuestion } from '../template.ts'
import type { ScpiProfile } from './schema.ts'

const USUAL = { first: 'tcp', port: 5_025, baudRate: 9_600 } as const
/** Errors asked for at once: no queue is known to be longer. */
const MOST_ERRORS = 32

export function scpiDriver(profile: ScpiProfile): Driver {
  const { title = 'SCPI instrument', timeout = '2 s', properties, onLinkLoss } = profile
  const tell = teller(profile)
  const answered = profile.opc || profile.errors !== undefined
  const made = Object.entries(properties).map(([name, spec]) => {
    const { read, write, pattern } = spec
    return [
      name,
      propertyOf(name, spec, {
        answered,
        ...(read !== undefined && { ask: link => ask(link, read, pattern) }),
        ...(write && {
          send: (link, value) =>
            tell(
              link,
              write.map(request => fill(request, { value }))
            ),
        }),
      }),
    ] as const
  })
  return defineDriver({
    title,
    transport: needsOf(profile, USUAL),
    framing: framingOf(profile),
    timeout,
    properties: Object.fromEntries(made),
    actions: actionsOf(profile.actions, (link, _, requests) => tell(link, requests)),
    events: {},
    identify: link => identify(link, profile),
    stop: stopOf(profile, properties),
    ...(onLinkLoss !== undefined && { onLinkLoss }),
  })
}

async function ask(link: Link, question: string, pattern: RegExp | undefined): Promise<string> {
  const [answer] = await link.ask(question)
  const value = meant(answer, pattern)
  if (value !== undefined) return value
  throw new Error(`the device answered ${JSON.stringify(answer.slice(0, 80))}, which does not fit ${pattern}`)
}

/** Says requests, and waits until they are done: a set that the instrument refused is refused in its words. */
function teller({ after, opc, errors }: ScpiProfile) {
  return async (link: Link, requests: readonly string[]): Promise<void> => {
    for (const request of requests) {
      // What asks is answered, and the answer is nobody's.
      if (isQuestion(request)) await link.ask(request)
      else link.tell(request)
      if (after !== undefined) await link.pause(after)
    }
    if (opc) await link.ask('*OPC?', /^\+?1$/)
    if (errors === undefined) return
    const [first] = await complaints(link, errors)
    if (first !== undefined) throw new DeviceRefused(first)
  }
}

/** All that the instrument has to complain of, the oldest first; nothing is left of it. */
async function complaints(link: Link, errors: string): Promise<readonly string[]> {
  const found: string[] = []
  while (found.length < MOST_ERRORS) {
    const [, code, words = ''] = await link.ask(errors, /^"?([+-]?\d+)\s*(?:,\s*"?([^"]*?)"?)?$/)
    if (Number(code) === 0) break
    found.push(words === '' ? `error ${code}` : `${words} (${Number(code)})`)
  }
  return found
}

async function identify(link: Link, { identify: expected = '', connect = [], after, errors }: ScpiProfile) {
  const { ask: question = '*IDN?', pattern } =
    typeof expected === 'string' ? { pattern: beginning(expected) } : expected
  const match = await link.ask(question, pattern)
  for (const request of connect) {
    link.tell(request)
    if (after !== undefined) await link.pause(after)
  }
  // What it complains of is older than this link: nobody's set may be refused for it.
  if (errors !== undefined) await complaints(link, errors)
  return match
}

/** The whole answer, which begins like this; blanks after its commas are as the firmware likes. */
function beginning(text: string): RegExp {
  const parts = text.split(',').map(part => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^"?${parts.join(',\\s*')}.*$`, 'i')
}
