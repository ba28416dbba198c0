import { readdirSync, readFileSync, statSync } from 'node:fs'
import { LinkError } from './transport.ts'

/** Why a port could not be opened, for the person in front of it. */
export function explained(path: string, cause: Error): LinkError {
  const { message } = cause
  if (/no such (file|device)/i.test(message)) return new LinkError('missing', missing(path), { cause })
  if (/permission denied/i.test(message)) return new LinkError('permission', forbidden(path), { cause })
  if (/cannot lock|busy/i.test(message)) return new LinkError('busy', busy(path), { cause })
  if (/inappropriate ioctl/i.test(message)) return new LinkError('failed', notSerial(path), { cause })
  return new LinkError('failed', `${path} cannot be opened: ${message}`, { cause })
}

const notSerial = (path: string): string => `${path} is no serial port. ${others()}`

function missing(path: string): string {
  const how = 'Plug it in, or find its name with "ls -l /dev/serial/by-id" or "sudo dmesg | tail".'
  return `There is no serial port ${path}. ${others()} ${how}`
}

function others(): string {
  const here = ports()
  return here.length > 0 ? `There are: ${here.join(', ')}.` : 'No serial device is plugged in.'
}

export function forbidden(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return missing(path)
  const { gid, mode } = found
  const group = groupName(gid)
  if (gid === 0 || (mode & 0o060) !== 0o060) {
    return `You may not open ${path}: it is kept for its owner. Allow a group with a udev rule, for example GROUP="dialout", MODE="0660".`
  }
  return `You may not open ${path}: it belongs to the group "${group}". Run "sudo usermod -aG ${group} $USER", then log out and in.`
}

const busy = (path: string): string =>
  `Another program has ${path} open. See which with "sudo fuser -v ${path}", and close it (a serial monitor, a second daemon, ModemManager).`

/** The ports of real devices; the lasting names first. Those of a PC's board are there even with nothing behind them. */
function ports(): string[] {
  const byId = names('/dev/serial/by-id').map(name => `/dev/serial/by-id/${name}`)
  const plain = names('/dev').filter(name => /^(tty(USB|ACM|AMA|THS|XRUSB)|rfcomm)\d+$/.test(name))
  return [...byId, ...plain.map(name => `/dev/${name}`)]
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** The group's name from the system's own list; its number where that list is silent. */
function groupName(gid: number): string {
  try {
    const line = readFileSync('/etc/group', 'utf8').match(new RegExp(`^([^:]+):[^:]*:${gid}:`, 'm'))
    return line?.[1] ?? String(gid)
  } catch {
    return String(gid)
  }
}
