import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { DESCRIPTION, type Description, readDescription, textOf } from '../published/description.ts'
import type { Places } from './places.ts'

/** The folder cannot be written, or must not be; the message says why and what to do. */
export class OutError extends Error {
  /** EX_CANTCREAT of sysexits.h. */
  readonly exitCode = 73

  constructor(message: string) {
    super(message)
    this.name = 'OutError'
  }
}

type Built = Pick<Places, 'version' | 'page' | 'worker'>

interface Device {
  readonly name: string
  readonly driverName: string
  readonly title?: string
  readonly group?: string
  readonly profile?: object
  readonly connection?: { readonly bench?: string } | object
}

interface Publication {
  readonly title: string
  readonly devices: readonly Device[]
}

const WORKER = 'worker.js'

const NOTE =
  '<b>This page is the whole station.</b> It runs in your browser with simulated devices, in each tab anew: ' +
  'nothing here moves hardware, and nothing outlives a reload.'

/** Writes a station as static files. Returns the sentence that says so. */
export function publish({ title, devices }: Publication, places: Built, out: string): string {
  const files = builtFiles(places)
  const names = [...files.keys(), DESCRIPTION].sort()
  const description: Description = {
    lockstepPublication: 1,
    version: places.version,
    title,
    devices: devices.map(described),
    files: names,
  }
  files.set(DESCRIPTION, textOf(description))
  files.set('index.html', published(String(files.get('index.html')), title, stampOf(files)))
  try {
    mkdirSync(out, { recursive: true })
    // There is a description all the time: what is broken off here is known for a publication the next time.
    for (const name of former(out)) if (name !== DESCRIPTION) rmSync(join(out, name), { force: true })
    write(out, DESCRIPTION, files.get(DESCRIPTION) ?? '')
    for (const [name, content] of files) write(out, name, content)
  } catch (error) {
    if (error instanceof OutError) throw error
    throw new OutError(`${out} cannot be written: ${(error as Error).message}. Choose another folder with --out DIR.`)
  }
  const count = `${devices.length} ${devices.length === 1 ? 'device' : 'devices'}, simulated`
  return `Published: ${out}  (${title}, ${count}; ${names.length} files for any static host)`
}

function described({
  name,
  driverName,
  title,
  group,
  profile,
  connection = {},
}: Device): Description['devices'][number] {
  return {
    name,
    driver: driverName,
    ...(title && { title }),
    ...(group && { group }),
    ...(profile && { profile: { ...profile } }),
    ...('bench' in connection && connection.bench !== undefined && { bench: connection.bench }),
  }
}

/** What the publication before this one wrote there. A folder of somebody else's is left alone. */
function former(out: string): readonly string[] {
  // What begins with a dot (.git, .nojekyll) is nothing that we would write, and does not make a folder somebody's.
  const found = readdirSync(out).filter(name => !name.startsWith('.'))
  if (found.length === 0) return []
  try {
    return readDescription(readFileSync(join(out, DESCRIPTION), 'utf8')).files
  } catch {
    throw new OutError(
      `${out} is not empty (${found.slice(0, 3).join(', ')}${found.length > 3 ? ', ...' : ''}), and is no publication ` +
        'of Lockstep, which alone would be replaced. Name an empty or a new folder with --out DIR.'
    )
  }
}

function write(out: string, name: string, content: string | Buffer): void {
  const path = join(out, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

type Files = Map<string, string | Buffer>

/** The page and the worker, as they were built. */
function builtFiles(places: Built): Files {
  const files: Files = new Map()
  try {
    for (const entry of readdirSync(places.page, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      // Packed files are the daemon's; a static host packs for itself. Nobody has to log in there.
      if (!entry.isFile() || entry.name.endsWith('.br') || entry.name.startsWith('door.')) continue
      files.set(relative(places.page, path).split(sep).join('/'), readFileSync(path))
    }
    files.set(WORKER, readFileSync(places.worker))
  } catch (error) {
    throw new Error(`The page is not built: ${(error as Error).message}. Run npm run build.`)
  }
  return files
}

/** A static host says of nothing when it changes: what belongs together is asked for together. */
function stampOf(files: Files): string {
  const hash = createHash('sha256')
  for (const [name, content] of [...files].sort()) hash.update(`${name}\0`).update(content)
  return hash.digest('hex').slice(0, 12)
}

/** `index.html` of a publication: where its station is, and a person's words for that. */
export function published(html: string, title: string, stamp: string): string {
  const note = `<p class="published">${NOTE}</p>`
  return [
    ['<meta name="station" content="daemon" />', `<meta name="station" content="./${WORKER}?${stamp}" />`],
    ['<title>Lockstep</title>', `<title>${escaped(title)}</title>`],
    ['"./app.css"', `"./app.css?${stamp}"`],
    ['"./app.js"', `"./app.js?${stamp}"`],
    ['<div id="app"></div>', `${note}\n    <div id="app"></div>`],
  ].reduce((text, [mark = '', words = '']) => {
    const parts = text.split(mark)
    if (parts.length !== 2) throw new Error(`index.html of the page must contain ${mark} once.`)
    return parts.join(words)
  }, html)
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
