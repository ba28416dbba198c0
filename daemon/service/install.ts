import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { copyPackage } from './package.ts'

export interface Installation {
  /** Where Lockstep lies, built. */
  readonly lib: string
  /** The Node that is to run it. */
  readonly node: string
  /** The folder of the station; copied when there is none in /etc/lockstep yet. */
  readonly config: string
  /** Further options of the daemon: `['--host', '0.0.0.0']`. */
  readonly options: readonly string[]
  /** In the place of `/`, for images and tests: nothing is started then. */
  readonly root: string
}

/** One thing to do, and how it is said. */
export interface Step {
  readonly say: string
  readonly do: () => void
}

/** It cannot be installed; the message says why and what to do. */
export class ServiceError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.name = 'ServiceError'
    this.exitCode = exitCode
  }
}

const PLACES = {
  lib: '/opt/lockstep',
  config: '/etc/lockstep',
  data: '/var/lib/lockstep',
  unit: '/etc/systemd/system/lockstep.service',
  users: '/etc/sysusers.d/lockstep.conf',
  rules: '/etc/udev/rules.d/70-lockstep.rules',
  command: '/usr/local/bin/lockstep',
} as const

/** Groups of devices; those that a system does not have are left out, for systemd would not start with them. */
const GROUPS = ['dialout', 'gpio', 'i2c', 'spi', 'video', 'plugdev', 'input']

/** What `lockstep service install` does, in its order. Whoever runs it, the service may read all of it. */
export const installSteps = (installation: Installation): Step[] =>
  stepsOf(installation).map(({ say, do: act }) => ({ say, do: () => asUsual(act) }))

function stepsOf(installation: Installation): Step[] {
  const { lib, node, config, root } = installation
  checkNode(node, root)
  const at = (path: string): string => join(root, path)
  const file = (path: string, text: string, what: string): Step => ({
    say: `write ${at(path)}  (${what})`,
    do: () => put(at(path), text),
  })
  return [
    {
      say: `copy Lockstep and what it needs from ${lib} to ${at(PLACES.lib)}`,
      do: () =>
        replaceFolder(at(PLACES.lib), fresh => {
          copyPackage(lib, fresh)
          onlyOwnerWrites(fresh)
        }),
    },
    file(PLACES.command, `#!/bin/sh\nexec ${node} ${PLACES.lib}/dist/daemon/main.js "$@"\n`, 'the command "lockstep"'),
    { say: `make ${at(PLACES.command)} executable`, do: () => chmodSync(at(PLACES.command), 0o755) },
    existsSync(join(at(PLACES.config), 'station.yaml'))
      ? { say: `leave ${at(PLACES.config)} as it is: there is a station`, do: () => {} }
      : {
          say: `copy the station from ${config} to ${at(PLACES.config)}`,
          do: () => cpSync(config, at(PLACES.config), { recursive: true }),
        },
    file(PLACES.users, templateOf(lib, 'lockstep.sysusers'), 'the user that it runs as'),
    file(PLACES.rules, templateOf(lib, '70-lockstep.rules'), 'who may use the ports'),
    file(PLACES.unit, unitOf(installation), 'the service'),
    ...commands(root, [
      ['systemd-sysusers', PLACES.users],
      // It may hold secrets that are not for everybody; its own user has to read them.
      ['chgrp', '-R', 'lockstep', PLACES.config],
      ['chmod', '-R', 'g+rX,go-w', PLACES.config],
      ['udevadm', 'control', '--reload'],
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', 'lockstep.service'],
      ['systemctl', 'restart', 'lockstep.service'],
    ]),
  ]
}

/** What `lockstep service uninstall` does: everything but the station and its data, which are somebody's work. */
export function uninstallSteps(root: string): Step[] {
  const gone = [PLACES.unit, PLACES.rules, PLACES.users, PLACES.command, PLACES.lib].map(path => join(root, path))
  return [
    ...commands(root, [['systemctl', 'disable', '--now', 'lockstep.service']]),
    ...gone.map(path => ({ say: `remove ${path}`, do: () => rmSync(path, { recursive: true, force: true }) })),
    ...commands(root, [
      ['systemctl', 'daemon-reload'],
      ['udevadm', 'control', '--reload'],
    ]),
    { say: `leave ${join(root, PLACES.config)} (the station) and ${join(root, PLACES.data)} (its data)`, do: () => {} },
  ]
}

/** The unit for this system. */
export function unitOf({ lib, node, options, root }: Installation): string {
  const groups = read(join(root, '/etc/group'))
    .split('\n')
    .map(line => line.split(':', 1)[0] as string)
  const values: Readonly<Record<string, string>> = {
    NODE: node,
    LIB: PLACES.lib,
    CONFIG: PLACES.config,
    OPTIONS: options.map(quoted).join(' '),
    GROUPS: GROUPS.filter(group => groups.includes(group)).join(' '),
  }
  return templateOf(lib, 'lockstep.service.in').replaceAll(/@([A-Z]+)@/g, (_, name: string) => values[name] ?? '')
}

/** systemd.service(5): a percent sign and a dollar have a meaning of their own. */
const quoted = (option: string): string =>
  `"${option.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`

/** Its sandbox hides all homes; and a Node of a version manager goes with its next version. */
function checkNode(node: string, root: string): void {
  if (!/^\/(home|root)\//.test(node)) return
  const usual = ['/usr/bin/node', '/usr/local/bin/node'].find(path => existsSync(join(root, path)))
  throw new ServiceError(
    `The service cannot use ${node}: it does not see anybody's home. ` +
      (usual === undefined
        ? 'Install Node for the whole system (sudo apt install nodejs), or name another with --node PATH.'
        : `Say --node ${usual}.`)
  )
}

/** In an image nothing runs, and nothing is started. */
const commands = (root: string, all: readonly (readonly string[])[]): Step[] =>
  root === '/'
    ? all.map(([command = '', ...args]) => ({ say: [command, ...args].join(' '), do: () => run(command, args) }))
    : []

function run(command: string, args: readonly string[]): void {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'inherit', 'pipe'] })
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim() || (error as Error).message
    throw new ServiceError(`${[command, ...args].join(' ')} failed: ${said}`)
  }
}

/** As a whole: whatever goes wrong on the way, there is the old one or the new one. */
function replaceFolder(path: string, fill: (fresh: string) => void): void {
  const [fresh, old] = [`${path}.new`, `${path}.old`]
  for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  fill(fresh)
  if (existsSync(path)) renameSync(path, old)
  renameSync(fresh, path)
  rmSync(old, { recursive: true, force: true })
}

/** A root with a careful umask would make folders that the service cannot enter. */
function asUsual(act: () => void): void {
  const before = process.umask(0o022)
  try {
    act()
  } finally {
    process.umask(before)
  }
}

/** A copy has the modes of what it was made of: somebody's own folder, in which others may have been able to write. */
function onlyOwnerWrites(folder: string): void {
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const path = join(folder, name)
    const stat = lstatSync(path)
    if (!stat.isSymbolicLink()) chmodSync(path, (stat.mode & 0o755) | (stat.isDirectory() ? 0o555 : 0o444))
  }
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, text, { mode: 0o644 })
  renameSync(`${path}.new`, path)
}

const templateOf = (lib: string, name: string): string => readFileSync(join(lib, 'systemd', name), 'utf8')

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
