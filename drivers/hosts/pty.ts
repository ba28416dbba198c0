/**
 * A process that is a device: a simulator behind a pseudo terminal.
 *
 *   pty --machine plate --link PATH [--seed N] [--log FILE] [--with-parent]
 */
import { PtyHost } from './pty-host.ts'
import { runHost } from './run-host.ts'

runHost('link', (link, options) => {
  if (!link) throw new Error('Say with --link PATH where the device is to appear.')
  return { host: new PtyHost({ link, ...options }), at: { link } }
})
