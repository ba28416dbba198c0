import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'
import type { Test } from 'tap'
import { addressOf } from '../../daemon/service/notify.ts'

const libc = koffi.load('libc.so.6')
const socket = libc.func('int socket(int domain, int type, int protocol)')
const bind = libc.func('int bind(int fd, const void *address, uint32_t length)')
const recv = libc.func('long recv(int fd, void *buf, size_t len, int flags)')
const close = libc.func('int close(int fd)')
const MSG_DONTWAIT = 0x40

/** systemd's end of the socket that `NOTIFY_SOCKET` names: a real one of the kernel. */
export function listen(t: Test, abstract = false) {
  const folder = mkdtempSync(join(tmpdir(), 'notify-'))
  const path = abstract ? `@lockstep-${process.pid}-${Math.random()}` : join(folder, 'socket')
  const fd = socket(1, 2, 0) as number
  const address = addressOf(path)
  if (bind(fd, address, address.length) !== 0) throw new Error(`cannot bind ${path}`)
  t.teardown(() => {
    close(fd)
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    path,
    /** All datagrams that have come since, without waiting. */
    heard(): string[] {
      const all: string[] = []
      const buffer = Buffer.alloc(4_096)
      for (
        let n = recv(fd, buffer, buffer.length, MSG_DONTWAIT);
        n >= 0;
        n = recv(fd, buffer, buffer.length, MSG_DONTWAIT)
      )
        all.push(buffer.toString('utf8', 0, n))
      return all
    },
  }
}
