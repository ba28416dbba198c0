// Builds dist/: the daemon, the processes that host simulators, the page, and what others may import.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'esbuild'
import { atOnce, budget, firstLoad, shrink } from './weight.mjs'

// An entry that is not written yet: false passes over it with a note, true makes it an error.
const everyEntryMustExist = true

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { buildStamp } = createRequire(import.meta.url)('./prepare.cjs')
const stamp = buildStamp()
// Built aside (as deep as dist/, for the paths in source maps) and put in place as a whole:
// a daemon that runs never sees half a page.
const out = join(root, `.build-${process.pid}`)
mkdirSync(out, { recursive: true })
process.on('exit', () => rmSync(out, { recursive: true, force: true }))

function present(path) {
  if (existsSync(join(root, path))) return true
  if (everyEntryMustExist) throw new Error(`${path} is missing`)
  console.log(`(${path} is not written yet)`)
  return false
}

function filesIn(folder, ending) {
  if (!present(folder)) return []
  return readdirSync(join(root, folder))
    .filter(name => ending.test(name))
    .map(name => `${folder}/${name}`)
}

const shared = { absWorkingDir: root, bundle: true, format: 'esm', logLevel: 'warning', legalComments: 'none' }
const node = {
  ...shared,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
}
const portable = { ...shared, platform: 'neutral', target: 'es2022', packages: 'external', sourcemap: true }
const page = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
}

const entries = [
  ['daemon/main.ts', 'daemon/main.js', node],
  ['drivers/hosts/pty.ts', 'hosts/pty.js', node],
  ['drivers/hosts/socket.ts', 'hosts/socket.js', node],
  ['drivers/hosts/bench.ts', 'hosts/bench.js', node],
  ['drivers/hosts/worker.ts', 'hosts/worker.js', page],
  ['ui/session/index.ts', 'client.js', portable],
  ['drivers/contract.ts', 'driver.js', portable],
  // A worker of the older kind, which every browser has: a script, not a module.
  ['daemon/published/worker.ts', 'published/worker.js', { ...page, format: 'iife' }],
  ['ui/shell/main.css', 'ui/app.css', page],
  // Claim, log-in, account: for those who get nothing else yet.
  ['ui/door/door.ts', 'ui/door.js', page],
  ['ui/door/door.css', 'ui/door.css', page],
  ['ui/gallery/gallery.css', 'ui/gallery.css', page],
]
// The page: what it needs at once, and in `chunks/` what it asks for later, with `import()`.
const split = { ...page, splitting: true, outdir: join(out, 'ui'), chunkNames: 'chunks/[name]-[hash]' }
const builds = entries
  .filter(([from]) => present(from))
  .map(([from, to, options]) => build({ ...options, entryPoints: [from], outfile: join(out, to) }))
builds.push(build({ ...split, entryPoints: { app: 'ui/shell/main.tsx' } }))
// Every widget in every state: a page of its own, so that what it shares with the app costs the app no further file.
builds.push(build({ ...split, entryPoints: { gallery: 'ui/gallery/main.tsx' } }))
// esbuild has said what is wrong, with file and line.
const results = await Promise.allSettled(builds)
if (results.some(result => result.status === 'rejected')) process.exit(1)
for (const [, to, options] of entries) {
  if (options.minify && to.endsWith('.js')) await shrink(join(out, to), options)
}
for (const name of readdirSync(split.outdir, { recursive: true })) {
  if (name.endsWith('.js')) await shrink(join(split.outdir, name), split)
}
for (const file of [
  ...filesIn('ui/shell', /\.(html|png|ico|webmanifest)$/),
  'ui/door/door.html',
  'ui/gallery/gallery.html',
]) {
  mkdirSync(join(out, 'ui'), { recursive: true })
  copyFileSync(join(root, file), join(out, 'ui', basename(file)))
}
// Profiles are data: read where they lie, copied by whoever needs another.
for (const file of filesIn('drivers/profiles/shipped', /\.yaml$/)) {
  mkdirSync(join(out, 'profiles'), { recursive: true })
  copyFileSync(join(root, file), join(out, 'profiles', basename(file)))
}
// Icons go into the page: the one for "not connected" is wanted when nothing can be fetched.
const index = join(out, 'ui/index.html')
// What the script imports at once is asked for at once, not when the script has come.
const early = atOnce(split.outdir).filter(name => name !== 'app.js')
const preloads = early.map(name => `<link rel="modulepreload" href="./${name}" />\n    `).join('')
writeFileSync(index, withIcons(index).replace('<script type="module"', `${preloads}$&`))
for (const name of ['door', 'gallery']) {
  const path = join(out, `ui/${name}.html`)
  writeFileSync(path, withIcons(path))
}

function withIcons(page) {
  return readFileSync(page, 'utf8').replace(/"\.\/([\w-]+\.svg)"/g, (_, name) => `"${dataUrl(name)}"`)
}

function dataUrl(name) {
  const svg = readFileSync(join(root, 'ui/shell', name), 'utf8')
  const short = svg.replace(/\n\s*/g, '').replace(/"/g, "'")
  return `data:image/svg+xml,${short.replace(/[%#<>]/g, encodeURIComponent)}`
}

const compressible = /\.(js|css|html|svg|webmanifest)$/
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
const listed = readdirSync(out, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
for (const path of listed.map(entry => join(entry.parentPath, entry.name)).sort()) {
  if (path.endsWith('.map')) continue
  const bytes = readFileSync(path)
  let line = `dist/${relative(out, path)}  ${bytes.length}`
  if (path.startsWith(join(out, 'ui/')) && compressible.test(path)) {
    const packed = brotliCompressSync(bytes, options)
    writeFileSync(`${path}.br`, packed)
    line += `  brotli ${packed.length}`
  }
  console.log(line)
}

const { script, style } = firstLoad(join(out, 'ui'))
console.log(`first load, brotli: script ${script} of ${budget.script}, style ${style} of ${budget.style}`)

writeFileSync(join(out, '.stamp'), stamp)
const old = join(root, `.build-${process.pid}-old`)
if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old)
renameSync(out, join(root, 'dist'))
rmSync(old, { recursive: true, force: true })
