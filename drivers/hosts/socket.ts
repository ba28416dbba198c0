/**
 * A process that is a device: a simulator behind a TCP port of this computer.
 *
 *   socket --machine daq [--port N] [--seed N] [--log FILE] [--with-parent]
 */
import { runHost } from './run-host.ts'
import { SocketHost } from './socket-host.ts'

runHost('port', async (port, options) => {
  const host = new SocketHost(options)
  return { host, at: { port: await host.listen(Number(port)) } }
})
