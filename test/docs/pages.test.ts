import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { findPlaces } from '../../daemon/cli/places.ts'
import { readStation } from '../../daemon/station/index.ts'
import { StationConfig } from '../../daemon/station/schema.ts'
import { driverOf } from '../../drivers/profiles/index.ts'
import { catalog } from '../station/catalog.ts'
import { type Block, blocks, pages, read, root } from './pages.ts'

/** Of what a page says, without its code. */
const prose = (page: string): string => read(page).replaceAll(/^```.*?^```$/gms, '')

/** The name by which a heading can be linked to. */
const anchor = (heading: string): string =>
  heading
    .replaceAll(/\[(.*?)\]\(.*?\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

const anchors = (page: string): string[] =>
  [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading))

t.test('every link leads somewhere', t => {
  let seen = 0
  for (const page of pages) {
    for (const [, link = ''] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^\w+:/.test(link)) continue
      seen++
      const [path = '', heading] = link.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(root, target))) t.fail(`${page}: ${link} leads to nothing`)
      else if (heading !== undefined) t.ok(anchors(target).includes(heading), `${page}: ${link}`)
    }
  }
  t.ok(seen > 70, `${seen} links`)
  t.end()
})

t.test('pictures are light', t => {
  const folder = join(root, 'docs/images')
  for (const name of readdirSync(folder)) t.ok(statSync(join(folder, name)).size < 150_000, name)
  t.end()
})

t.test('every page can be reached from the map or the README', t => {
  const linked = new Set<string>()
  const follow = (page: string): void => {
    if (linked.has(page)) return
    linked.add(page)
    if (!page.endsWith('.md') || !existsSync(join(root, page))) return
    for (const [, link = ''] of prose(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      if (!/^\w+:/.test(link)) follow(join(dirname(page), link))
    }
  }
  follow('docs/README.md')
  follow('README.md')
  // The decisions are a folder, read in order.
  const alone = pages.filter(page => !linked.has(page) && !page.startsWith('docs/decisions/'))
  t.same(alone, [])
  t.end()
})

// --- what is written as YAML

const all = catalog({ profiles: { driverOf, shipped: findPlaces().profiles } })
const SETTINGS = new Set(Object.keys(StationConfig.pipe[1].entries))
const isPart = (document: unknown): document is Record<string, unknown> =>
  typeof document === 'object' && document !== null && Object.keys(document).every(key => SETTINGS.has(key))

/** Profiles that the page itself gives a name: what stands before one names its file. */
const namedProfiles = (page: string): [string, string][] =>
  blocks(page, 'yaml').flatMap(({ before, text }): [string, string][] => {
    const name = [...before.matchAll(/profiles\/([\w-]+)\.yaml/g)].at(-1)?.[1]
    return name !== undefined && /^kind:/m.test(text) ? [[name, text]] : []
  })

function problemsOf(folder: string, { page, text }: Block, document: Record<string, unknown>): string[] {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'profiles'), { recursive: true })
  for (const [name, profile] of namedProfiles(page)) writeFileSync(join(folder, `profiles/${name}.yaml`), profile)
  const whole = 'devices' in document ? text : `${text}\n${stringify({ devices: {} })}`
  writeFileSync(join(folder, 'station.yaml'), whole)
  return readStation(folder, all).problems.map(({ line, what, fix }) => `${line}: ${what} ${fix}`)
}

t.test('every station on a page is one, and so is every part of one', t => {
  const folder = t.testdir()
  let stations = 0
  for (const block of pages.flatMap(page => blocks(page, 'yaml'))) {
    const where = `${block.page}:${block.line}`
    const document: unknown = parse(block.text, { uniqueKeys: false })
    if (!isPart(document)) continue
    stations++
    t.same(problemsOf(folder, block, document), [], where)
  }
  t.ok(stations > 8, `${stations} stations`)
  t.end()
})

t.test('every YAML on a page is YAML', t => {
  for (const { page, line, text } of pages.flatMap(page => blocks(page, 'yaml'))) {
    t.doesNotThrow(() => parse(text), `${page}:${line}`)
  }
  t.end()
})
