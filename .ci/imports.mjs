// Checks the direction of imports, cycles, and the length of files, against .ci/rooms.mjs.
import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as house from './rooms.mjs'
import { sources } from './tree.mjs'

const names = String.raw`(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\}|[\w$]+)`
const statement = new RegExp(
  String.raw`^[ \t]*(?:import|export)\s*(type\s+)?(?:(${names}(?:\s*,\s*${names})?)\s*from\s*)?(['"])([^'"\n]+)\3`,
  'gm'
)
const call = /\b(typeof\s+)?(?:import|require)\(\s*(['"])([^'"\n]+)\2/g

/** Every import of one file: what it names, on which line, and whether only types pass. */
function importsOf(text) {
  const at = index => text.slice(0, index).split('\n').length
  const found = []
  for (const match of text.matchAll(statement)) {
    const [whole, type, clause, , target] = match
    const inner = clause?.match(/^\{([^}]*)\}$/)?.[1]?.split(',')
    const allTypes = inner?.every(name => /^\s*(type\s|$)/.test(name)) ?? false
    found.push({ target, line: at(match.index + whole.length), type: type !== undefined || allTypes })
  }
  for (const match of text.matchAll(call)) {
    const before = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index)
    if (/^\s*(\/\/|\*)/.test(before)) continue
    found.push({ target: match[3], line: at(match.index), type: match[1] !== undefined })
  }
  return found
}

function roomOf(file, rooms) {
  return Object.keys(rooms).find(name => rooms[name].at.test(file))
}

const allows = (list, name) => list === '*' || (list ?? []).includes(name)

function packageOf(target) {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Why this import is refused, or undefined. */
function refusal(edge, { rooms, unimportable }) {
  const room = rooms[edge.room]
  if (edge.to === undefined) {
    const name = packageOf(edge.target)
    if (edge.target.startsWith('node:') || builtinModules.includes(name)) {
      return room.node ? undefined : `${edge.room} is portable and may not import ${edge.target}`
    }
    if (allows(room.packages, name)) return undefined
    return `${edge.room} may not import the package ${name} (it may: ${room.packages?.join(', ') ?? 'none'})`
  }
  if (unimportable.includes(edge.to)) return `nobody imports ${edge.to}`
  if (edge.toRoom === undefined || edge.toRoom === edge.room || allows(room.may, edge.toRoom)) return undefined
  if (allows(room.types, edge.toRoom)) {
    return edge.type ? undefined : `${edge.room} may import only types from ${edge.toRoom}`
  }
  return `${edge.room} may not import ${edge.toRoom} (it may: ${[...(room.may ?? []), ...(room.types ?? [])].join(', ') || 'none'})`
}

/** The shortest way from the end of `edge` back to its start, `edge` first; undefined if there is none. */
function circle(edge, edges) {
  const came = new Map([[edge.to, edge]])
  for (const file of came.keys()) {
    if (file === edge.from) break
    for (const next of edges.get(file) ?? []) if (!came.has(next.to)) came.set(next.to, next)
  }
  if (!came.has(edge.from)) return undefined
  const path = [came.get(edge.from)]
  while (path[0] !== edge) path.unshift(came.get(path[0].from))
  return path
}

/** Each circle once. Types may go in a circle within a room, values nowhere. */
function circles(edges) {
  const complaints = new Map()
  const look = (suspects, chosen, what) => {
    const from = groupBy(chosen)
    for (const edge of suspects) {
      const path = circle(edge, from)
      if (!path) continue
      const files = path.map(step => step.from)
      const key = [...files].sort().join(' ')
      if (complaints.has(key)) continue
      complaints.set(key, `${edge.from}:${edge.line}: a circle of ${what}: ${[...files, edge.from].join(' -> ')}`)
    }
  }
  const values = edges.filter(edge => !edge.type)
  look(values, values, 'imports')
  look(
    edges.filter(edge => edge.toRoom !== edge.room),
    edges,
    'imports between rooms'
  )
  return [...complaints.values()]
}

function groupBy(edges) {
  const groups = new Map()
  for (const edge of edges) groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge])
  return groups
}

function lengthComplaints(lengths, { longest, long }) {
  const complaints = []
  for (const [file, lines] of lengths) {
    if (lines > longest && !long[file]) {
      complaints.push(
        `${file}:${longest + 1}: ${lines} lines; ${longest} is the most (split it, or give a reason in .ci/rooms.mjs)`
      )
    }
  }
  for (const file of Object.keys(long)) {
    if ((lengths.get(file) ?? 0) <= longest) complaints.push(`${file}: needs no exception for its length any more`)
  }
  return complaints
}

function edgesOf(root, from, room, text) {
  return importsOf(text).map(({ target, line, type }) => {
    const edge = { from, room, target, line, type, to: undefined, missing: false }
    if (target.startsWith('.')) {
      edge.to = posix.join(posix.dirname(from), target)
      edge.missing = !existsSync(join(root, edge.to))
    }
    return edge
  })
}

export function checkImports(root, rules = house) {
  const files = sources(root)
  const complaints = []
  const lengths = new Map()
  const edges = []
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    lengths.set(file, text.split('\n').length - (text.endsWith('\n') ? 1 : 0))
    const room = roomOf(file, rules.rooms)
    if (room === undefined) complaints.push(`${file}:1: belongs to no room of .ci/rooms.mjs`)
    else edges.push(...edgesOf(root, file, room, text))
  }
  for (const edge of edges) {
    if (edge.to !== undefined) edge.toRoom = roomOf(edge.to, rules.rooms)
    const reason = edge.missing ? `there is no ${edge.to}` : refusal(edge, rules)
    if (reason !== undefined) complaints.push(`${edge.from}:${edge.line}: ${reason}`)
  }
  complaints.push(...circles(edges.filter(edge => edge.to !== undefined && !edge.missing)))
  complaints.push(...lengthComplaints(lengths, rules))
  if (files.length === 0) complaints.push('looked at no file')
  if (edges.length === 0) complaints.push('found no import')
  return { files: files.length, imports: edges.length, complaints }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const { files, imports, complaints } = checkImports(root)
  for (const complaint of complaints) console.error(complaint)
  console.log(`imports: ${files} files, ${imports} imports, ${complaints.length} complaints`)
  process.exitCode = complaints.length > 0 ? 1 : 0
}
