/** The device of the bench, on a pseudo terminal. */
import { openPty } from '../../drivers/hosts/open-pty.ts'
import { LineDevice } from '../rig/line-device.ts'
import { serve } from '../rig/program.ts'

const device = new LineDevice()
const pty = openPty(bytes => {
  pty.write(Buffer.from(device.hear(bytes).said))
})
setInterval(() => pty.write(Buffer.from(`O ${device.output}\n`)), 1_000)

const calls = serve({ path: () => pty.path })
export type TtyCalls = typeof calls
