import type { Link } from '../../contract.ts'
import { fileOf, filesOf } from './files.ts'

// --- temperature

/** Names of the processor's thermometer, the best first; what a battery or a radio says is not its temperature. */
const THERMOMETERS = [/^(x86_pkg_temp|coretemp|k10temp|zenpower)$/, /cpu/i, /soc|package/i, /^acpitz$/]

/** Where it was found, by the life of the link. */
const thermometers = new WeakMap<object, string>()

/** Cel; null where this computer has no thermometer, as most virtual ones. */
export async function temperatureOf(link: Link): Promise<number | null> {
  const known = thermometers.get(link.life)
  if (known !== undefined) {
    const temperature = degrees(await fileOf(link, known))
    if (temperature !== undefined) return temperature
  }
  const places = await thermometersOf(link)
  const found = places.length > 0 ? await filesOf(link, places) : {}
  const place = places.find(path => degrees(found[path]) !== undefined)
  if (place === undefined) return null
  thermometers.set(link.life, place)
  return degrees(found[place]) ?? null
}

/** Thousandths of a degree. */
function degrees(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+\s*$/.test(text) ? Number(text) / 1_000 : undefined
}

async function thermometersOf(link: Link): Promise<readonly string[]> {
  const named = await filesOf(link, ['/sys/class/thermal/thermal_zone*/type', '/sys/class/hwmon/hwmon*/name'], 64)
  return Object.entries(named)
    .map(([path, name]) => ({ path, rank: THERMOMETERS.findIndex(kind => kind.test(name.trim())) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ path }) => path.replace(/type$/, 'temp').replace(/name$/, 'temp1_input'))
}

// --- power supply of a Raspberry Pi

/** Bits of what the firmware says of its power: now; the same 16 places higher: since it started. */
const THROTTLED = { undervoltage: 0b0001, slowed: 0b1110 }

/** The firmware's word; undefined where there is no such firmware. */
async function firmware(link: Link): Promise<number | undefined> {
  const [text] = Object.values(await filesOf(link, ['/sys/devices/platform/soc*/soc*firmware/get_throttled']))
  const bits = Number.parseInt(text ?? '', 16)
  return Number.isNaN(bits) ? undefined : bits
}

/** The supply is below 4.63 V; null on anything but a Raspberry Pi. */
export async function undervoltageOf(link: Link): Promise<boolean | null> {
  const found = await filesOf(link, ['/sys/class/hwmon/hwmon*/name', '/sys/class/hwmon/hwmon*/in0_lcrit_alarm'], 64)
  const monitor = Object.keys(found).find(path => path.endsWith('/name') && found[path]?.trim() === 'rpi_volt')
  const alarm = monitor && found[monitor.replace(/name$/, 'in0_lcrit_alarm')]
  if (alarm !== undefined) return alarm.trim() === '1'
  const bits = await firmware(link)
  return bits === undefined ? null : (bits & THROTTLED.undervoltage) !== 0
}

/** The firmware slows the processor down, for want of power or because it is too hot. */
export async function throttledOf(link: Link): Promise<boolean | null> {
  const bits = await firmware(link)
  return bits === undefined ? null : (bits & THROTTLED.slowed) !== 0
}
