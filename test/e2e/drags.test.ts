import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { Out } from '../../protocol/index.ts'
import { type Frames, wordOf } from './frames.ts'
import { drag, pause, type Track, trackOf, watchHandle } from './pointer.ts'
import { live, Rig, type Session } from './rig.ts'
import { writes } from './wire-log.ts'

const DRAGS = 20
const VALUES = 50
const RANGE = [0, 300] as const

/**
 * Two people drag one knob of one slow device over a bad network. Person 0 asks
 * for even tenths, person 1 for odd ones, each always more than before: whose a
 * byte is, and whether two are in the wrong order, can be seen from the bytes alone.
 */
const tenthOf = (person: number, nth: number, move: number): number => (2 * (nth * VALUES + move) + person) / 10

/** How a final may end: it acted, it was refused, it never left, or the same person's next gesture replaced it. */
const ACCOUNTED = /^(done|failed|unknown|expired|superseded|not sent|refused \w+)$/
/** What a page says when it takes no input. */
const REFUSED =
  /is setting this|changed this meanwhile|^Not sent|connection to the station|contact with the station|Connecting/

interface History {
  readonly history: { readonly value: readonly { readonly command: number; readonly ended?: Out }[] }
}

interface Person {
  readonly page: Page
  readonly frames: Frames
  readonly track: Track
  /** Drags that the page itself refused, with its words. */
  readonly atThePage: string[]
  readonly finals: Final[]
}

/** The end of a drag as a command, and how the page shows that it ended. */
interface Final {
  readonly value: number
  readonly word: string
}

t.test('two browsers, one knob, sockets cut: zero inversions, every final accounted for', async t => {
  const rig = await Rig.start([{ order: 'delay', least: 0, most: 200 }])
  t.teardown(() => rig.end())
  const people: Person[] = []
  for (let i = 0; i < 2; i++) {
    const { page, frames } = await rig.person()
    people.push({ page, frames, track: await trackOf(page, 'plate.target', RANGE), atThePage: [], finals: [] })
  }
  const watches = await Promise.all(people.map(({ page }) => watchHandle(page, 'plate.target')))

  for (let nth = 0; nth < DRAGS; nth++) {
    if (nth % 2 === 0) await Promise.all(people.map((person, i) => oneDrag(person, i, nth)))
    else for (const [i, person] of people.entries()) await oneDrag(person, i, nth)
    // Half of the cuts come between drags, half in the middle of the next.
    if (nth % 2 === 0) setTimeout(() => rig.network.cut(), nth % 4 === 0 ? 0 : 400)
  }
  for (const { page } of people) await quiet(page)
  const lines = rig.heard()
  const targets = writes(lines, 'S')

  for (const [i, { frames, finals, atThePage }] of people.entries()) {
    const acts = targets.filter(value => Math.round(value * 10) % 2 === i)
    const sorted = [...acts].sort((a, b) => a - b)
    t.same(acts, sorted, `person ${i}: bytes in the order of the hand, each once`)
    judgeActs(t, { i, frames, acts })
    const acted = finals.filter(({ word }) => word === 'done')
    const tally = count([...finals.map(({ word }) => word), ...atThePage])
    t.comment(
      `person ${i}: ${acts.length} acts, ${acted.length} finals acted of ${DRAGS} drags; ${JSON.stringify(tally)}`
    )
    t.ok(acted.length >= 5, `person ${i}: at least five finals acted`)
    t.ok(
      acted.every(({ value }) => acts.includes(value)),
      `person ${i}: and the device has heard them`
    )
    t.same(
      finals.filter(({ word }) => !ACCOUNTED.test(word)),
      [],
      `person ${i}: every final is accounted for`
    )
    t.same(
      atThePage.filter(said => !REFUSED.test(said)),
      [],
      `person ${i}: what the page refused, it refused in words`
    )
    const watch = await watches[i]?.()
    t.ok(
      watch && watch.frames > 300,
      `person ${i}: watched in ${watch?.frames} frames, ${watch?.refused} presses not taken`
    )
    t.equal(watch?.astray, 0, `person ${i}: the handle is where the pointer is (worst ${watch?.worst.toFixed(2)} px)`)
    t.ok(frames.sockets >= 5, `person ${i}: ${frames.sockets} sockets were opened, for the others were cut`)
  }
  const [a, b] = await Promise.all(people.map(({ page }) => seen(page)))
  t.equal(a?.value, targets.at(-1), 'what everybody sees is what the device was told last')
  t.same(a, b, 'both pages end in the same state')
  t.equal(a?.handle, b?.handle)
})

/** One drag, and how it ended: its final, or what the page said instead. */
async function oneDrag(person: Person, i: number, nth: number): Promise<void> {
  const { page, frames, track } = person
  const before = frames.sent.length
  const values = Array.from({ length: VALUES }, (_, move) => tenthOf(i, nth, move))
  await drag(page, track, values)
  await pause(50)
  const said = await page.locator('[data-control="plate.target"] [data-part="say"]').textContent()
  await quiet(page)
  const final = frames.sent.slice(before).find(cmd => cmd.final && cmd.control === 'plate.target')
  if (!final) person.atThePage.push(said ?? '')
  else person.finals.push({ value: final.value as number, word: await shownEnd(page, final.command) })
}

/** How a command ended, as its page has it: `done`, `refused inUse`, `not sent`, ... */
async function shownEnd(page: Page, command: number): Promise<string> {
  const ended = await page.evaluate(number => {
    const { replica } = (window as never as { lockstep: { replica: History } }).lockstep
    return replica.history.value.find(entry => entry.command === number)?.ended
  }, command)
  return ended && 'notSent' in ended ? 'not sent' : wordOf(ended)
}

/** Live again, nothing pending, nobody's hand on it. */
async function quiet(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return session.link.state === 'live' && session.control('plate.target').stage === undefined
  })
  await pause(30)
}

/**
 * The bytes against what was told, value by value: as many acts as commands were told to have acted, and at most as many
 * more as were told that it is not known. So none acted twice, none that was told it had not, and none was swallowed.
 */
function judgeActs(t: Test, { i, frames, acts }: { i: number; frames: Frames; acts: readonly number[] }): void {
  const values = new Set([...acts, ...frames.sent.map(({ value }) => value as number)])
  const wrong: string[] = []
  for (const value of values) {
    const words = frames.sent.filter(cmd => cmd.value === value).map(({ command }) => wordOf(frames.ended.get(command)))
    const least = words.filter(word => word === 'done').length
    const most = least + words.filter(word => /^(failed|unknown|not told)$/.test(word)).length
    const bytes = acts.filter(act => act === value).length
    if (bytes < least || bytes > most) wrong.push(`${value}: ${bytes} acts, told ${words.join(', ')}`)
  }
  t.same(wrong, [], `person ${i}: the device heard what was told to have acted, and nothing else`)
}

async function seen(page: Page) {
  await live(page)
  return page.evaluate(async () => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    await new Promise(resolve => setTimeout(resolve, 1_500))
    const { value, asked, by } = session.key('plate.target') ?? {}
    const handle = document
      .querySelector('[data-control="plate.target"] [data-part="handle"]')
      ?.getAttribute('aria-valuenow')
    return { value, asked, by, handle, epoch: session.epoch }
  })
}

function count(words: readonly string[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const word of words) sum[word] = (sum[word] ?? 0) + 1
  return sum
}
