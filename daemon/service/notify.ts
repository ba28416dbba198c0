import koffi from 'koffi'

/** Says something to whoever supervises this process (`READY=1`, `WATCHDOG=1`, `STATUS=...`): sd_notify(3). */
export type Notify = (state: Readonly<Record<string, string | number>>) => void

const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
/** Longest path in a `sockaddr_un`, bytes. */
const PATH = 107

/**
 * The way to systemd, or undefined where nobody supervises. Node knows no Unix datagrams, so the system is asked directly;
 * the protocol is a few lines of text to the socket that `NOTIFY_SOCKET` names.
 */
export function openNotify(path: string | undefined): Notify | undefined {
  if (path === undefined || path === '') return undefined
  const { socket, sendto, close } = native()
  const address = addressOf(path)
  return state => {
    const text = Buffer.from(
      Object.entries(state)
        .map(([name, value]) => `${name}=${oneLine(value)}\n`)
        .join('')
    )
    const fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
    if (fd < 0) return
    sendto(fd, text, text.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, address.length)
    close(fd)
  }
}

/** `sockaddr_un`: the family in the machine's byte order, and the path; `@` begins one of the abstract kind. */
export function addressOf(path: string): Buffer {
  const name = Buffer.from(path)
  if (name.length > PATH) throw new Error(`NOTIFY_SOCKET is longer than ${PATH} bytes: ${path}`)
  const abstract = name[0] === '@'.charCodeAt(0)
  if (abstract) name[0] = 0
  const family = Buffer.from(new Uint16Array([AF_UNIX]).buffer)
  return Buffer.concat(abstract ? [family, name] : [family, name, Buffer.of(0)])
}

const oneLine = (value: string | number): string => String(value).replaceAll(/[\r\n]+/g, ' ')

function native() {
  const libc = koffi.load('libc.so.6')
  return {
    socket: libc.func('int socket(int domain, int type, int protocol)') as (d: number, t: number, p: number) => number,
    sendto: libc.func(
      'long sendto(int fd, const void *buf, size_t len, int flags, const void *to, uint32_t tolen)'
    ) as (fd: number, bytes: Buffer, length: number, flags: number, to: Buffer, toLength: number) => number,
    close: libc.func('int close(int fd)') as (fd: number) => number,
  }
}
