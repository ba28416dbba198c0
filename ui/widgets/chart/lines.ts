import type { DeviceDescription, PropertyDescription } from '../../../protocol/index.ts'
import type { Pace } from '../../replica/track.ts'
import { type Scale, scaleOf } from '../figures.ts'

/** One line of a chart. */
export interface Line {
  readonly id: string
  readonly title: string
  readonly scale: Scale
  /** A channel of a stream, or what is asked of a control. */
  readonly source: { readonly stream: string; readonly pace: Pace } | { readonly asked: string }
  readonly channel: number
  /** Whether it is shown before anybody chose. */
  readonly on: boolean
  readonly look: Look
}

/** A colour by its token, and a dash besides: no line is told from another by colour alone. */
export interface Look {
  readonly colour: string
  readonly dash: readonly number[]
}

/**
 * Ink first. No blue: that is what was asked; no amber and no red: those are alarms. As far from each other as eight
 * can be, for eyes that do not tell red from green too.
 */
export const COLOURS = ['--ink', ...[2, 3, 4, 5, 6, 7, 8].map(i => `--trace-${i}`)]
const DASHES = [[], [9, 4], [2.5, 3], [9, 3, 2, 3]]

const askedLook = (i: number): Look => ({ colour: '--asked', dash: DASHES[i % 4] as number[] })

/** Thirty-two looks before one comes again, and neighbours differ in both. */
const lookOf = (i: number): Look => ({
  colour: COLOURS[i % COLOURS.length] as string,
  dash: DASHES[(i + Math.floor(i / COLOURS.length)) % 4] as number[],
})

/** More at once nobody can tell apart. */
const MOST = 8

/**
 * All numbers of a device: what it reads, and what is asked of its setpoints. Shown at first are the readings of
 * its first two units (two axes are as many as one reads at a glance), and what is asked in the first of them.
 */
export function linesOf(device: string, { properties, streams = {} }: DeviceDescription): Line[] {
  const numbers = Object.entries(properties).filter(([, { type }]) => type === 'number')
  const readings = numbers.filter(([, { control }]) => control === undefined)
  const units = [...new Set((readings.length > 0 ? readings : numbers).map(([, { unit }]) => unit))].slice(0, 2)
  let looks = 0
  let setpoints = 0
  return numbers.flatMap(([name, property]): Line[] => {
    const key = `${device}.${name}`
    const { title, unit, control } = property
    const scale = scaleOf(property)
    if (control === undefined) {
      const on = looks < MOST && units.includes(unit)
      const { channel, ...source } = channelOf(device, name, { property, streams })
      return [{ id: key, title, scale, source, channel, on, look: lookOf(looks++) }]
    }
    if (control.kind !== 'setpoint') return []
    const id = `${key} asked`
    return [
      {
        id,
        title: `${title} asked`,
        scale,
        source: { asked: key },
        channel: 0,
        on: unit === units[0],
        look: askedLook(setpoints++),
      },
    ]
  })
}

interface Of {
  readonly property: PropertyDescription
  readonly streams: NonNullable<DeviceDescription['streams']>
}

/** A number is a stream by itself, unless one of the device's streams carries it. */
function channelOf(device: string, name: string, { property, streams }: Of) {
  const { staleAfter } = property
  for (const [stream, { channels, every = property.every }] of Object.entries(streams)) {
    const channel = channels.indexOf(name)
    if (channel >= 0) return { stream: `${device}.${stream}`, channel, pace: paceOf(staleAfter, every) }
  }
  return { stream: `${device}.${name}`, channel: 0, pace: paceOf(staleAfter, property.every) }
}

const paceOf = (staleAfter: number, every = staleAfter / 3): Pace => ({
  longest: Math.max(staleAfter, 3 * every),
  every,
})
