import type { DeviceDescription } from '../../../protocol/index.ts'
import type { Place } from '../route.ts'

/** Something that a person may look for. */
export interface Target {
  readonly kind: 'device' | 'group' | 'control' | 'reading' | 'action'
  readonly title: string
  /** Where it is. */
  readonly within: string
  /** Its name in the config or the driver, for those who know it. */
  readonly name: string
  readonly to: Place
}

export function targetsOf(devices: readonly (readonly [name: string, about: DeviceDescription])[]): Target[] {
  const groups = new Set(devices.flatMap(([, { group }]) => group ?? []))
  return [
    ...devices.map(([device, about]): Target => {
      return {
        kind: 'device',
        title: about.title,
        within: about.group ?? '',
        name: device,
        to: { at: 'device', device },
      }
    }),
    ...[...groups].map((group): Target => {
      return { kind: 'group', title: group, within: '', name: '', to: { at: 'group', group } }
    }),
    ...devices.flatMap(([device, about]) => partsOf(device, about)),
  ]
}

function partsOf(device: string, { title: within, properties, actions }: DeviceDescription): Target[] {
  const part = (kind: Target['kind'], name: string, title: string): Target => {
    return { kind, title, within, name: `${device}.${name}`, to: { at: 'device', device, name } }
  }
  return [
    ...Object.entries(properties).map(([name, { title, control }]) =>
      part(control === undefined ? 'reading' : 'control', name, title)
    ),
    ...Object.entries(actions).map(([name, { title }]) => part('action', name, title)),
  ]
}

/** The best first; with nothing written, the devices. */
export function find(targets: readonly Target[], written: string, most: number): Target[] {
  const words = written.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return targets.filter(({ kind }) => kind === 'device').slice(0, most)
  return targets
    .map(target => ({ target, score: scoreOf(target, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ target }) => target)
}

/** 0 unless every word is found. A word of the title counts most, then the name, then where it is. */
function scoreOf({ title, name, within, kind }: Target, words: readonly string[]): number {
  let sum = 0
  for (const word of words) {
    const score = Math.max(6 * matchOf(title, word), 4 * matchOf(name, word), 2 * matchOf(within, word))
    if (score === 0) return 0
    sum += score
  }
  // Of what fits alike, the shorter title is nearer to what was written, and a device comes before its parts.
  const exact = title.toLowerCase() === words.join(' ') ? 6 : 0
  return sum + exact + (kind === 'device' ? 1 : 0) + 1 / (1 + title.length)
}

/** 3 at its beginning, 2 at the beginning of a word in it, 1 anywhere. */
function matchOf(text: string, word: string): number {
  const at = text.toLowerCase().indexOf(word)
  if (at <= 0) return at === 0 ? 3 : 0
  return /[\s._-]/.test(text.charAt(at - 1)) ? 2 : 1
}
