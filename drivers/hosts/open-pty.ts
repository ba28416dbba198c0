import { closeSync, readlinkSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import koffi from 'koffi'

/** The machine's end of a pseudo terminal. */
export interface Pty {
  /** The tty that a daemon opens. */
  readonly path: string
  /** How many of the bytes it took; nobody reads the rest, so it is lost, as on a real line. */
  write(bytes: Uint8Array): number
  /** As if a USB plug were pulled: who has the tty open sees it hang up. */
  close(): void
}

/** Opens a pseudo terminal in raw mode: no echo, no translation, every byte as it is. */
export function openPty(heard: (bytes: Uint8Array) => void): Pty {
  const { openpty, tcgetattr, cfmakeraw, tcsetattr, fcntl } = native()
  const ends = [[0], [0]] as const
  if (openpty(ends[0], ends[1], null, null, null) !== 0) throw new Error('This system has no pseudo terminal left.')
  const [[master], [slave]] = ends
  // The host keeps the slave open: with nobody at all on it, every read of the master fails.
  const termios = Buffer.alloc(TERMIOS)
  tcgetattr(slave, termios)
  cfmakeraw(termios)
  tcsetattr(slave, 0, termios)
  // Before the stream takes it: for a master, libuv would leave writing to block all of this process.
  fcntl(master, F_SETFL, fcntl(master, F_GETFL, 0) | O_NONBLOCK)

  const stream = new ReadStream(master)
  stream.on('data', heard)
  stream.on('error', () => {})
  return {
    path: readlinkSync(`/proc/self/fd/${slave}`),
    write: bytes => writeWhatFits(master, bytes),
    close() {
      stream.removeListener('data', heard)
      stream.destroy()
      closeSync(slave)
    },
  }
}

function writeWhatFits(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}

/** Larger than any libc's struct; nobody looks inside. */
const TERMIOS = 256
const F_GETFL = 3
const F_SETFL = 4
const O_NONBLOCK = 0o4000

let loaded: ReturnType<typeof load> | undefined
const native = () => {
  loaded ??= load()
  return loaded
}

function load() {
  // An older glibc has openpty in a library of its own.
  const util = koffi.load('libutil.so.1')
  const libc = koffi.load('libc.so.6')
  return {
    openpty: util.func('int openpty(_Out_ int *master, _Out_ int *slave, void *name, void *termios, void *size)'),
    tcgetattr: libc.func('int tcgetattr(int fd, uint8_t *termios)'),
    cfmakeraw: libc.func('void cfmakeraw(uint8_t *termios)'),
    tcsetattr: libc.func('int tcsetattr(int fd, int when, uint8_t *termios)'),
    fcntl: libc.func('int fcntl(int fd, int command, int argument)'),
  }
}
