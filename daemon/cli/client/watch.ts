import { didYouMean } from '../../../protocol/did-you-mean.ts'
import { type PropertyDescription, selects } from '../../../protocol/index.ts'
import type { Change, LinkStatus } from '../../../ui/session/api.ts'
import { Contact, splitName } from './contact.ts'
import type { Found } from './daemon.ts'
import { Screen } from './screen.ts'
import { tableOf } from './table.ts'
import { CODES, Trouble } from './trouble.ts'
import { json, remarks, rowOf, toldOf, visible } from './words.ts'

interface Wish {
  readonly selectors: readonly string[]
  readonly json: boolean
}

/** At most so often is anything drawn, ms. */
const FRAME = 100
/** Ages go on without a change, ms. */
const TICK = 1_000

/** Values as they change, until Ctrl-C: a table on a terminal, else a line for each change. */
export async function watch(found: Found, wish: Wish): Promise<number> {
  const ended = untilTold()
  const isTerminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb' && !wish.json
  const show = isTerminal ? showTable : showLines
  const selectors = wish.selectors.length === 0 ? ['*'] : wish.selectors
  const watching = new Watching(found, selectors)
  try {
    await watching.contact.live()
    watching.check(selectors)
    const close = show(watching, wish)
    await Promise.race([ended, watching.over]).finally(close)
  } finally {
    watching.close()
  }
  return CODES.done
}

/** Ctrl-C is how this ends well; so is a reader that goes away. */
function untilTold(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    process.stdout.on('error', () => resolve())
  })
}

/** The part of the state that was asked for. */
class Watching {
  readonly contact: Contact
  readonly #selectors: readonly string[]
  /** Rejects when the daemon wants no more of this. */
  readonly over: Promise<never>
  changed: (change: Change) => void = () => {}
  link: (link: LinkStatus) => void = () => {}

  constructor(found: Found, selectors: readonly string[]) {
    let giveUp = (_: Trouble): void => {}
    this.over = new Promise((_, reject) => {
      giveUp = reject
    })
    this.over.catch(() => {})
    this.#selectors = selectors
    // Whatever is watched, what its device says of itself is needed to say it.
    const abouts = selectors.filter(one => one !== '*').map(one => splitName(one)[0])
    const needed = [
      ...selectors,
      ...abouts.flatMap(device => [`${device}.$about`, `${device}.$link`]),
      'station.$about',
    ]
    this.contact = new Contact(found, [...new Set(selectors.includes('*') ? ['*'] : needed)], {
      applied: change => this.changed(change),
      status: link => {
        this.link(link)
        if (link.state === 'given up')
          giveUp(new Trouble(visible(link.reason), link.login ? CODES.notAllowed : CODES.noDaemon))
      },
    })
  }

  /** That it is closed is no news. */
  close(): void {
    this.changed = () => {}
    this.link = () => {}
    this.contact.close()
  }

  /** Each selector selects something, or it is said what there is. */
  check(selectors: readonly string[]): void {
    for (const selector of selectors) {
      const [device, name] = splitName(selector)
      if (device === '*') continue
      if (!this.contact.about(device)) throw new Trouble(`There is no device "${device}". See all with: lockstep watch`)
      const known = Object.keys(this.contact.device(device).properties)
      if (name !== '*' && name !== undefined && !known.includes(name))
        throw new Trouble(
          `"${device}" has no property "${name}". ${didYouMean(name, known)}There are: ${known.join(', ')}.`
        )
    }
  }

  /** What is watched, in the order of the devices. */
  *properties(): Generator<readonly [string, string, PropertyDescription]> {
    for (const device of this.contact.devices)
      for (const [name, property] of Object.entries(this.contact.about(device)?.properties ?? {}))
        if (selects(this.#selectors, `${device}.${name}`)) yield [device, name, property]
  }
}

function showTable(watching: Watching): () => void {
  const { contact } = watching
  const screen = new Screen(process.stdout)
  let last = 0
  let due: NodeJS.Timeout | undefined
  const draw = (): void => {
    due = undefined
    last = performance.now()
    const rows = [...watching.properties()].map(([device, name, property]) => rowOf(contact, device, name, property))
    screen.draw(tableOf(rows, titleOf(contact), screen.size))
  }
  const soon = (): void => {
    due ??= setTimeout(draw, Math.max(0, last + FRAME - performance.now()))
  }
  watching.changed = soon
  watching.link = soon
  const ticking = setInterval(soon, TICK)
  screen.open(() => soon())
  soon()
  return () => {
    clearInterval(ticking)
    clearTimeout(due)
    screen.close()
  }
}

/** Above the table: whose values these are, and whether they are still true. */
function titleOf({ origin, session, keys }: Contact): string {
  const { title = '' } = (keys.get('station.$about')?.value ?? {}) as { title?: string }
  const stop = session.stopOf('station')
  // What is wrong comes first: a narrow window cuts the rest.
  const parts = [linkWords(session.link), stop?.latched && `STOPPED by ${stop.by ?? 'somebody'}`, title, origin]
  return visible(parts.filter(Boolean).join('  '))
}

function linkWords(link: LinkStatus): string {
  if (link.state === 'live') return ''
  return 'reason' in link ? link.reason : 'No contact with the station.'
}

function showLines(watching: Watching, wish: Wish): () => void {
  const { contact } = watching
  const said = new Map<string, string>()
  const out = (): void => {
    const lines: string[] = []
    for (const [device, name, property] of watching.properties()) {
      const key = `${device}.${name}`
      const { value, quality, reason, severity } = contact.keys.get(key) ?? {}
      const now = JSON.stringify([value, quality, reason, severity])
      if (said.get(key) === now) continue
      said.set(key, now)
      lines.push(wish.json ? json(toldOf(contact, key, property)) : lineOf(contact, device, name, property))
    }
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
  }
  let trouble = ''
  watching.changed = out
  watching.link = link => {
    const words = linkWords(link)
    if (words !== trouble && words !== '') process.stderr.write(`${visible(words)}\n`)
    if (words !== trouble && words === '') process.stderr.write('The station is back.\n')
    trouble = words
  }
  out()
  return () => {}
}

function lineOf(contact: Contact, device: string, name: string, property: PropertyDescription): string {
  const { session, keys } = contact
  const row = rowOf(contact, device, name, property)
  const at = session.wallClockOf(keys.get(row.key)?.sampled ?? session.serverNow())
  return `${new Date(at).toISOString()}  ${row.key}  ${row.value}${remarks({ ...row, stale: false })}`
}
