// Checks the types of each world on its own, and that no file lies outside of all of them.
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sources } from './tree.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const require = createRequire(import.meta.url)
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
const worlds = ['portable', 'node', 'ui', 'test']

function check(world) {
  const args = [tsc, '--project', `tsconfig.${world}.json`, '--listFiles', '--pretty', 'false']
  return new Promise(done => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const lines = `${stdout}${stderr}`.split('\n').filter(line => line !== '')
      const files = lines.filter(line => line.startsWith(`${root}/`) && !line.includes('/node_modules/'))
      const complaints = lines.filter(line => !line.startsWith('/') || /: error TS\d+/.test(line))
      if (error && complaints.length === 0) complaints.push(`tsc failed without a word: ${error.message}`)
      done({ world, files: files.map(file => relative(root, file)), complaints })
    })
  })
}

const results = await Promise.all(worlds.map(check))
const complaints = [...new Set(results.flatMap(result => result.complaints))]
const seen = new Set(results.flatMap(result => result.files))
for (const { world, files } of results) if (files.length === 0) complaints.push(`${world}: looked at no file`)
for (const file of sources(root, /\.tsx?$/)) {
  if (!seen.has(file)) complaints.push(`${file}: in no tsconfig, so nobody checks its types`)
}

for (const complaint of complaints) console.error(complaint)
const errors = complaints.filter(line => !line.startsWith(' ')).length
const counts = results.map(({ world, files }) => `${world} ${files.length}`).join(', ')
console.log(`types: ${seen.size} files (${counts}), ${errors} errors`)
process.exitCode = complaints.length > 0 ? 1 : 0
