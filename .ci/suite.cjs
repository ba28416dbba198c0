'use strict'
// Runs the tests: sees to what the machine must have, builds, runs tap.

const childProcess = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const prepare = require('./prepare.cjs')

// Debian packages that tests need, which of them, and a file that shows it is there.
const packages = [
  { name: 'chromium', file: '/usr/bin/chromium', tests: /^test\/(e2e|widgets)\// },
  { name: 'mosquitto', file: '/usr/sbin/mosquitto', tests: /^test\/exports\// },
  { name: 'systemd', file: '/usr/bin/systemd-analyze', tests: /^test\/service\// },
]

function testsBelow(folder) {
  return fs
    .readdirSync(path.join(prepare.root, folder), { withFileTypes: true })
    .flatMap(entry => {
      const file = path.posix.join(folder, entry.name)
      if (entry.isDirectory()) return testsBelow(file)
      return /\.test\.tsx?$/.test(entry.name) ? [file] : []
    })
    .sort()
}

function isFolder(name) {
  return !name.startsWith('-') && fs.existsSync(name) && fs.statSync(name).isDirectory()
}

/** tap takes files and globs; a folder stands for all tests below it. */
function expand(args) {
  return args.flatMap(arg => {
    if (!isFolder(arg)) return [arg]
    const tests = testsBelow(path.posix.normalize(arg).replace(/\/$/, ''))
    if (tests.length === 0) prepare.giveUp(`There is no test below ${arg}.`)
    return tests
  })
}

function quietly(command, args) {
  const result = childProcess.spawnSync(command, args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  })
  if (result.status !== 0) return String(result.stderr || result.error?.message || `${command} failed`)
  return undefined
}

/** How to become root without asking anybody: [] if we are, undefined if there is no way. */
function asRoot() {
  if (process.getuid() === 0) return []
  return quietly('sudo', ['-n', 'true']) === undefined ? ['sudo', '-n'] : undefined
}

function installPackages(tests) {
  const missing = packages
    .filter(item => tests.some(test => item.tests.test(test)) && !fs.existsSync(item.file))
    .map(item => item.name)
  if (missing.length === 0) return
  const byHand = `The tests need ${missing.join(', ')}. Install it:  sudo apt-get install ${missing.join(' ')}`
  const root = asRoot()
  if (root === undefined || !fs.existsSync('/usr/bin/apt-get')) prepare.giveUp(byHand)
  console.log(`Installing ${missing.join(', ')} ...`)
  const apt = [...root, 'apt-get', '-qq']
  const update = quietly(apt[0], [...apt.slice(1), 'update'])
  const install = quietly(apt[0], [...apt.slice(1), 'install', '-y', '--no-install-recommends', ...missing])
  if (install !== undefined) prepare.giveUp(`${update ?? ''}${install}${byHand}`)
}

const args = expand(process.argv.slice(2))
const named = args.filter(arg => /\.test\.tsx?$/.test(arg))
installPackages(named.length > 0 ? named : testsBelow('test'))
prepare.build()
prepare.buildTap()
const tap = childProcess.spawn(process.execPath, [prepare.tap, ...args], { cwd: prepare.root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => tap.kill(signal))
tap.on('exit', (code, signal) => process.exit(signal ? 1 : code))
