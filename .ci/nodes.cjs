'use strict'
// The tests run on two Nodes: the one at hand, and one from the other end of what Lockstep supports.
// `node .ci/nodes.cjs` fetches the other one if it is not there yet, and prints the folder of its binary.

const childProcess = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const prepare = require('./prepare.cjs')

const versions = { oldest: '20.19.0', current: '24.21.0' }

const major = version => Number(version.replace(/^v/, '').split('.')[0])

/** The version that is not at hand. */
function otherThan(version) {
  return major(version) >= major(versions.current) ? versions.oldest : versions.current
}

/** npm's package `node` is a script that picks one of these; scripts of packages do not run here. */
function packageFor(version, arch) {
  if (arch !== 'x64' && arch !== 'arm64') return undefined
  return { name: `node-linux-${arch}`, version }
}

function says(binary) {
  const result = childProcess.spawnSync(binary, ['--version'], { encoding: 'utf8' })
  return result.error ? result.error.message : (result.stdout + result.stderr).trim()
}

/** Fetched aside and put in place as a whole: what is there is complete. Returns what npm said if it failed. */
function fetch({ name, version }, folder) {
  const aside = `${folder}.${process.pid}`
  fs.mkdirSync(aside, { recursive: true })
  fs.writeFileSync(path.join(aside, 'package.json'), '{ "private": true }\n')
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`]
  const npm = childProcess.spawnSync('npm', args, { cwd: aside, encoding: 'utf8' })
  if (npm.status === 0) {
    fs.rmSync(folder, { recursive: true, force: true })
    fs.renameSync(aside, folder)
    return undefined
  }
  fs.rmSync(aside, { recursive: true, force: true })
  return npm.error ? npm.error.message : npm.stderr.trim()
}

/** The folder with the binary of the other Node. */
function otherNode(cache = path.join(prepare.root, '.tmp'), version = otherThan(process.version)) {
  const wanted = packageFor(version, process.arch)
  const task = `The tests run on Node ${process.version.slice(1)} and on Node ${version}`
  if (wanted === undefined)
    throw new Error(`${task}, and npm has the latter for x64 and arm64, not for ${process.arch}.`)
  const folder = path.join(cache, `${wanted.name}-${version}`)
  const bin = path.join(folder, 'node_modules', wanted.name, 'bin')
  const binary = path.join(bin, 'node')
  if (!fs.existsSync(binary)) {
    const complaint = fetch(wanted, folder)
    if (complaint !== undefined) {
      throw new Error(
        `${complaint}\n${task}, and npm could not fetch ${wanted.name}@${version}: see that npm reaches its registry, and run again.`
      )
    }
  }
  const said = says(binary)
  if (said === `v${version}`) return bin
  throw new Error(`${task}, and ${binary} does not run here: ${said}\nRemove ${folder} and run again.`)
}

module.exports = { versions, otherThan, otherNode }

if (require.main === module) {
  try {
    console.log(otherNode())
  } catch (error) {
    prepare.giveUp(error.message)
  }
}
