'use strict'
// What `npm start` and `npm test` do first. Plain old JavaScript, so that an ancient Node can read it
// and say what is wrong instead of dying of a syntax error.

const childProcess = require('child_process')
const crypto = require('crypto')
const fs = require('fs')
const path = require('path')

const root = path.join(__dirname, '..')
const tap = path.join(root, 'node_modules/tap/dist/esm/run.mjs')
const needed = { major: 20, minor: 19 }

/** Why this Node or this system will not do, in a sentence that says how to mend it; undefined if it will. */
function unfit(version, platform) {
  const parts = version.replace(/^v/, '').split('.').map(Number)
  if (parts[0] < needed.major || (parts[0] === needed.major && parts[1] < needed.minor)) {
    return (
      'Lockstep needs Node ' +
      needed.major +
      '.' +
      needed.minor +
      ' or newer; this is Node ' +
      parts.join('.') +
      '.\n' +
      'On Raspberry Pi OS and Debian 13 (trixie) or newer:  sudo apt install nodejs npm\n' +
      'On older releases, and everywhere else, take the current LTS from https://nodejs.org/en/download'
    )
  }
  if (platform !== 'linux') {
    return 'Lockstep runs on Linux (a Raspberry Pi included); this is ' + platform + '.'
  }
  return undefined
}

function giveUp(sentence) {
  process.stderr.write(sentence + '\n')
  process.exit(1)
}

function checkMachine() {
  const complaint = unfit(process.version, process.platform)
  if (complaint !== undefined) giveUp(complaint)
}

function read(file) {
  try {
    return fs.readFileSync(path.join(root, file), 'utf8')
  } catch (_missing) {
    return ''
  }
}

function hash(parts) {
  return crypto.createHash('sha256').update(parts.join('\0')).digest('hex')
}

function filesBelow(folder) {
  const found = []
  let entries = []
  try {
    entries = fs.readdirSync(path.join(root, folder)).sort()
  } catch (_missing) {
    return found
  }
  entries.forEach(function (entry) {
    const file = folder + '/' + entry
    if (fs.statSync(path.join(root, file)).isDirectory()) found.push.apply(found, filesBelow(file))
    else found.push(file)
  })
  return found
}

/** What was installed. The same for every Node: native parts speak Node-API, and no script of a package runs. */
function installStamp() {
  return hash([read('package-lock.json'), process.platform, process.arch])
}

/** What dist/ was built from. */
function buildStamp() {
  const files = ['protocol', 'daemon', 'drivers', 'ui'].reduce(
    function (all, folder) {
      return all.concat(filesBelow(folder))
    },
    ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json', '.ci/build.mjs', '.ci/weight.mjs']
  )
  return hash(files.map(file => file + '\0' + read(file)))
}

const stamps = { install: 'node_modules/.lockstep-stamp', build: 'dist/.stamp', tap: '.tap/.lockstep-stamp' }

function stamp(name, value) {
  fs.writeFileSync(path.join(root, stamps[name]), value)
}

function run(command, args) {
  const result = childProcess.spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  })
  const failed = result.error !== undefined || result.status !== 0
  if (failed) {
    process.stderr.write(String(result.stdout || ''))
    if (result.error) process.stderr.write(result.error.message + '\n')
  }
  return !failed
}

function install() {
  const wanted = installStamp()
  if (read(stamps.install) === wanted) return
  console.log('Installing dependencies (the first time only; some minutes on a small board) ...')
  // The build tools are needed whatever NODE_ENV or a user's npm configuration say.
  const args = ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund']
  if (!run('npm', args)) giveUp('The dependencies could not be installed; what npm said is above.')
  stamp('install', wanted)
}

function build() {
  if (read(stamps.build) === buildStamp()) return
  console.log('Building ...')
  if (!run(process.execPath, ['.ci/build.mjs'])) giveUp('The build failed; what it said is above.')
}

/** tap builds its own runner once; without that the first run of a fresh clone fails. */
function buildTap() {
  const wanted = hash([installStamp(), read('.taprc')])
  if (read(stamps.tap) === wanted) return
  console.log('Preparing tap ...')
  if (!run(process.execPath, [tap, 'build'])) giveUp('tap could not be prepared.')
  stamp('tap', wanted)
}

module.exports = { root, tap, unfit, giveUp, checkMachine, install, build, buildStamp, buildTap }
