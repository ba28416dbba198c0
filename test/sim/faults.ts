import type { Order } from '../../drivers/machine.ts'
import type { Chance } from './chance.ts'
import { ORDERS } from './event-loop.ts'
import type { Wire } from './network.ts'
import type { World } from './world.ts'

/** What can be switched on in a world. Each seed has a part of them, so that no fault always hides another. */
export const FEATURES = [
  'cuts', 'half-open', 'zombies', 'stalls', 'slow links', 'refusals', 'lost requests', 'spoilt frames', 'repeaters',
  'frozen tabs', 'reloads', 'crashes', 'restarts', 'slow device', 'lossy device', 'noisy device', 'refusing device',
  'hanging device', 'unplugging', 'flooding device', 'hesitant driver', 'stops', 'doors', 'tight limits', 'bloated links',
  'slow readers', 'duplicated tabs', 'clock rates', 'coarse clocks', 'late timers', 'clock steps', 'edited stations',
] as const // biome-ignore format: three lines read better than twenty
export type Feature = (typeof FEATURES)[number]

type Fault = (world: World, chance: Chance) => string | undefined

/** Faults that strike at moments of their own. Each does its worst, and returns its name if it could. */
export const STRIKES: readonly { readonly feature: Feature; readonly weight: number; readonly strike: Fault }[] = [
  { feature: 'cuts', weight: 3, strike: cut },
  { feature: 'half-open', weight: 1, strike: halfOpen },
  { feature: 'zombies', weight: 4, strike: zombie },
  { feature: 'stalls', weight: 2, strike: stall },
  { feature: 'slow links', weight: 1, strike: slowLink },
  { feature: 'bloated links', weight: 1, strike: bloatedLink },
  { feature: 'doors', weight: 2, strike: door },
  { feature: 'spoilt frames', weight: 0.6, strike: spoiltFrame },
  { feature: 'frozen tabs', weight: 1.2, strike: frozenTab },
  { feature: 'slow readers', weight: 1, strike: slowReader },
  { feature: 'slow readers', weight: 0.5, strike: standingReader },
  { feature: 'duplicated tabs', weight: 0.6, strike: duplicatedTab },
  { feature: 'clock steps', weight: 0.5, strike: clockStep },
  { feature: 'reloads', weight: 0.6, strike: reload },
  { feature: 'crashes', weight: 1, strike: crash },
  { feature: 'crashes', weight: 1.6, strike: crashAfterBytes },
  { feature: 'restarts', weight: 0.6, strike: restart },
  { feature: 'edited stations', weight: 0.8, strike: edit },
  { feature: 'slow device', weight: 1, strike: slowDevice },
  { feature: 'lossy device', weight: 1, strike: chancy('drop', 'device drops', 0.4) },
  { feature: 'noisy device', weight: 1, strike: chancy('garble', 'device garbles', 0.4) },
  { feature: 'refusing device', weight: 1, strike: chancy('refuse', 'device refuses', 0.7) },
  { feature: 'hanging device', weight: 1, strike: brief('hang', 'device hangs', 5_000) },
  { feature: 'unplugging', weight: 1, strike: brief('unplug', 'device unplugged', 3_000) },
  { feature: 'flooding device', weight: 0.5, strike: brief('flood', 'device floods', 150) },
]

function wireOf(world: World, chance: Chance): Wire | undefined {
  const { wire } = chance.pick(world.people).page
  return wire?.alive ? wire : undefined
}

/** Both ends see it, each in its time; frames under way until then arrive, later ones do not. */
function cut(world: World, chance: Chance): string | undefined {
  const wire = wireOf(world, chance)
  if (!wire) return undefined
  if (chance.odds(0.3)) wire.up.die()
  world.clock.after(chance.between(0, 120), () => wire.losePage())
  world.clock.after(chance.between(0, 400), () => wire.loseDaemon())
  return 'cut'
}

/** The path is dead and nobody says so: the page learns it at once or by the silence, the daemon by the silence alone. */
function halfOpen(world: World, chance: Chance): string | undefined {
  const wire = wireOf(world, chance)
  if (!wire) return undefined
  wire.up.die()
  if (chance.odds(0.5)) wire.losePage()
  else wire.down.die()
  return 'half-open'
}

/** The page has given it up and comes on another one; what it sent on this one arrives later, also after that. */
function zombie(world: World, chance: Chance): string | undefined {
  const wire = wireOf(world, chance)
  if (!wire) return undefined
  wire.up.hold()
  const lost = chance.between(20, 500)
  world.clock.after(lost, () => wire.losePage())
  world.clock.after(lost + chance.between(50, chance.odds(0.8) ? 1_200 : 9_000), () => wire.up.release())
  return 'zombie'
}

function stall(world: World, chance: Chance): string | undefined {
  const wire = wireOf(world, chance)
  if (!wire) return undefined
  const pipe = chance.odds(0.5) ? wire.up : wire.down
  pipe.hold()
  world.clock.after(chance.between(200, chance.odds(0.7) ? 3_500 : 14_000), () => pipe.release())
  return pipe === wire.up ? 'stall of what a page says' : 'stall of what a page hears'
}

function slowLink(world: World, chance: Chance): string {
  const person = chance.pick(world.people)
  world.slow(person, [chance.between(50, 200), chance.between(250, 700)])
  world.clock.after(chance.between(2_000, 8_000), () => world.slow(person))
  return 'slow link'
}

/** Buffers on the way are full: frames keep coming, and are seconds old. The page is not silent, and must not be trusted. */
function bloatedLink(world: World, chance: Chance): string | undefined {
  const wire = wireOf(world, chance)
  if (!wire) return undefined
  wire.down.delay = chance.between(1_500, 9_000)
  world.clock.after(chance.between(3_000, 12_000), () => {
    wire.down.delay = 0
  })
  return 'bloated link'
}

/** Not a fault: something happens at the device, and everybody is to hear of it. */
function door(world: World, chance: Chance): undefined {
  world.order({ order: 'set', name: 'door', value: chance.below(2) })
}

/** What TCP never does and a broken middlebox might. Once a page and world: three times are a fault for a person to see. */
function spoiltFrame(world: World, chance: Chance): string | undefined {
  const wire = wireOf(world, chance)
  const { page } = world.people.find(person => person.page.wire === wire) ?? {}
  if (!wire || !page || world.spoilt.has(page.id)) return undefined
  world.spoilt.add(page.id)
  wire.down.spoil = () => world.fault('frame spoilt')
  return undefined
}

/** In the background, or the lid is shut. Its socket may be cut meanwhile, and its clock may not have noticed anything. */
function frozenTab(world: World, chance: Chance): string | undefined {
  const { page } = chance.pick(world.people)
  if (!page.awake || !world.disturbed) return undefined
  const ms = lengthOfSleep(chance)
  const clockStands = chance.odds(0.4)
  page.freeze(ms, { clockStands, order: chance.pick(ORDERS) })
  const { wire } = page
  if (wire?.alive && chance.odds(0.35)) {
    world.clock.after(chance.between(0, ms), () => wire.losePage())
    world.clock.after(chance.between(0, ms), () => wire.loseDaemon())
    return 'tab frozen, and cut'
  }
  return clockStands ? 'tab frozen, and its clock' : 'tab frozen'
}

function lengthOfSleep(chance: Chance): number {
  if (chance.odds(0.015)) return chance.between(60_000, 600_000)
  return chance.odds(0.7) ? chance.between(300, 7_000) : chance.between(7_000, 60_000)
}

/** A page that is busy with each frame for so long that others pile up on their way to it. Then it reads them all at once. */
function slowReader(world: World, chance: Chance): string | undefined {
  const { page } = chance.pick(world.people)
  if (!page.awake) return undefined
  page.readSlowly(chance.pick([15, 40, 150, 600, 2_500]))
  world.clock.after(chance.odds(0.5) ? chance.between(100, 5_000) : chance.between(5_000, 40_000), () =>
    page.readSlowly(0)
  )
  return 'slow reader'
}

/** Busy with something else altogether; its socket stays open. */
function standingReader(world: World, chance: Chance): string | undefined {
  const { page } = chance.pick(world.people)
  if (!page.awake || !world.disturbed) return undefined
  page.freeze(chance.odds(0.5) ? chance.between(100, 5_000) : chance.between(5_000, 40_000), AS_IT_COMES)
  return 'reader stands still'
}

const AS_IT_COMES = { clockStands: false, order: 'arrival' } as const

/** Best in the middle of something. Some are closed again. */
function duplicatedTab(world: World, chance: Chance): string | undefined {
  if (chance.odds(0.3)) return world.closeTab(chance.pick(world.people)) ? 'tab closed' : undefined
  const busy = world.people.filter(person => person.dragging)
  return world.duplicate(chance.pick(busy.length > 0 ? busy : world.people)) ? 'tab duplicated' : undefined
}

/** Somebody sets the clock on the wall, or summer begins, or ends. */
function clockStep(world: World, chance: Chance): string {
  world.clocks.setWall(chance.odds(0.5))
  return 'clock steps'
}

function reload(world: World, chance: Chance): string | undefined {
  const person = chance.pick(world.people)
  if (!person.page.awake) return undefined
  world.reload(person)
  return 'reload'
}

function crash(world: World): string | undefined {
  return world.power.crash() ? 'crash' : undefined
}

/** Right after bytes were handed to the device: nothing of that turn is told to anybody. */
function crashAfterBytes(world: World, chance: Chance): string | undefined {
  const stops = world.features.has('stops') && chance.odds(0.5)
  world.power.crashAfterBytes(stops ? 'stop' : chance.odds(0.7) ? 'command' : 'any')
  return undefined
}

function restart(world: World): string | undefined {
  return world.power.restart() ? 'restart' : undefined
}

/** Somebody saves the station's config: the device is another one now, or is gone for a while. */
function edit(world: World, chance: Chance): string | undefined {
  const { life } = world.power
  if (!life?.open) return undefined
  const away = chance.odds(0.5) ? 0 : chance.between(1, 3_000)
  if (!life.edit(away, world.clock)) return undefined
  return away === 0 ? 'device replaced' : 'device taken out and put back'
}

function slowDevice(world: World, chance: Chance): string {
  const least = chance.between(20, 300)
  world.order({ order: 'delay', least, most: least + chance.between(20, 700) })
  world.clock.after(chance.between(1_000, 5_000), () => world.order(USUAL_DELAY))
  return 'device slow'
}

export const USUAL_DELAY: Order = { order: 'delay', least: 8, most: 35 }

function chancy(order: 'drop' | 'garble' | 'refuse', name: string, most: number): Fault {
  return (world, chance) => {
    world.order({ order, chance: chance.between(0.05, most) })
    world.clock.after(chance.between(1_000, 5_000), () => world.order({ order, chance: 0 }))
    return name
  }
}

function brief(order: 'hang' | 'unplug' | 'flood', name: string, longest: number): Fault {
  return (world, chance) => {
    world.order({ order, for: chance.between(50, longest) })
    return name
  }
}

/** Every fault by the name under which it is counted. */
export const FAULTS = [
  'cut', 'half-open', 'zombie', 'stall of what a page says', 'stall of what a page hears', 'slow link',
  'bloated link', 'connect refused', 'ticket lost', 'stop by post lost', 'frame spoilt', 'repeated on its socket',
  'repeated on the next socket', 'repeated into the next epoch', 'tab frozen', 'tab frozen, and its clock',
  'tab frozen, and cut', 'slow reader', 'reader stands still', 'tab duplicated', 'tab closed', 'clock runs off',
  'clock is coarse', 'timer rings late', 'clock steps', 'reload', 'crash',
  'crash right after bytes of a command', 'crash right after bytes of a stop', 'crash right after bytes of a poll',
  'restart', 'device replaced', 'device taken out and put back', 'device slow', 'device drops', 'device garbles', 'device refuses', 'device hangs', 'device unplugged',
  'device floods', 'driver hesitates',
] as const // biome-ignore format: a list of names
