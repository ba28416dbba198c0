import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver } from '../../drivers/contract.ts'
import { didYouMean } from '../../protocol/did-you-mean.ts'
import { ConfigDocument, type Path } from './document.ts'
import type { Problem } from './problem.ts'
import type { DeviceConfig } from './schema.ts'

export type Drivers = Readonly<Record<string, Driver>>

/** What makes a driver of a document (drivers/profiles). */
export interface Profiles {
  driverOf(document: unknown): { readonly driver: Driver } | { readonly problems: readonly ProfileProblem[] }
  /** Profiles that come with Lockstep: their files, by their names. */
  readonly shipped: Readonly<Record<string, string>>
}

interface ProfileProblem {
  readonly path: Path
  readonly what: string
  readonly fix: string
}

/** What a device is driven by. */
export interface Source {
  readonly driver: Driver
  readonly driverName: string
  /** The profile that the driver was made of. */
  readonly profile?: object
}

interface Catalog {
  readonly drivers: Drivers
  readonly profiles: Profiles
  /** Of the station. */
  readonly folder: string
}

/** The driver of a device: one of the catalog, or one that its profile describes. */
export function sourceOf(
  document: ConfigDocument,
  path: Path,
  { driver, profile }: Pick<DeviceConfig, 'driver' | 'profile'>,
  catalog: Catalog
): Source | readonly Problem[] {
  if (profile !== undefined) return profiled(document, path, { driver, profile }, catalog)
  if (driver === undefined) {
    const what = `"${String(path.at(-1))}" lacks "driver": the name of a driver, or a "profile".`
    return [{ ...document.placeOf(path), what, fix: 'Write, for example:  driver: plate' }]
  }
  const { drivers } = catalog
  const known = Object.hasOwn(drivers, driver) ? drivers[driver] : undefined
  return known ? { driver: known, driverName: driver } : [unknownDriver(document, path, driver, drivers)]
}

/** A driver that nobody knows is told whatever else is wrong with its device. */
export function unknownDriver(document: ConfigDocument, path: Path, driver: string, drivers: Drivers): Problem {
  const known = Object.keys(drivers)
  const fix = `${didYouMean(driver, known)}There are: ${known.join(', ')}.`
  return { ...document.placeOf([...path, 'driver']), what: `There is no driver "${driver}".`, fix }
}

interface Profiled {
  readonly driver: string | undefined
  readonly profile: string | object
}

function profiled(
  document: ConfigDocument,
  path: Path,
  { driver, profile }: Profiled,
  catalog: Catalog
): Source | readonly Problem[] {
  const at = [...path, 'profile']
  const found =
    typeof profile === 'string' ? namedProfile(document, at, profile, catalog) : { document, at, value: profile }
  if ('length' in found) return found
  const { kind } = found.value as { kind?: unknown }
  if (driver !== undefined && kind !== undefined && kind !== driver) {
    const what = `The driver is "${driver}", and the profile is of the kind ${JSON.stringify(kind)}.`
    return [{ ...document.placeOf([...path, 'driver']), what, fix: 'Leave out "driver".' }]
  }
  const value = driver === undefined ? found.value : { kind: driver, ...found.value }
  const made = catalog.profiles.driverOf(value)
  if ('driver' in made) {
    return { driver: made.driver, driverName: String((value as { kind?: unknown }).kind), profile: value }
  }
  return made.problems.map(problem => ({
    ...found.document.placeOf([...found.at, ...problem.path]),
    what: problem.what,
    fix: problem.fix,
  }))
}

interface Found {
  readonly document: ConfigDocument
  readonly at: Path
  readonly value: object
}

/** It may be a folder, or somebody else's; or go in this very moment. */
function textOf(file: string): string | Pick<Problem, 'what' | 'fix'> {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return {
      what: `${file} cannot be read: ${(error as Error).message}.`,
      fix: 'Make it a file that Lockstep may read.',
    }
  }
}

/** The station's own before those that come with Lockstep. */
function namedProfile(
  document: ConfigDocument,
  at: Path,
  name: string,
  { profiles, folder }: Catalog
): Found | readonly Problem[] {
  const own = join(folder, 'profiles', `${name}.yaml`)
  const files = [own, ...(Object.hasOwn(profiles.shipped, name) ? [profiles.shipped[name] as string] : [])]
  const file = files.find(existsSync)
  if (file === undefined) {
    const known = Object.keys(profiles.shipped)
    const fix = `${didYouMean(name, known)}Write ${own}, or take one that comes with Lockstep: ${known.join(', ')}.`
    return [{ ...document.placeOf(at), what: `There is no profile "${name}".`, fix }]
  }
  const text = textOf(file)
  if (typeof text !== 'string') return [{ ...document.placeOf(at), ...text }]
  const profile = new ConfigDocument(file, text)
  if (profile.problems.length > 0) return profile.problems
  const value = profile.value()
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { document: profile, at: [], value }
  }
  const what = 'A profile is a group of settings, and this is none.'
  return [{ ...profile.placeOf([]), what, fix: 'Write, for example:  kind: scpi' }]
}
