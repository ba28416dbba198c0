import type { LinkState } from '../../protocol/index.ts'
import { lock } from './locks.ts'
import { end, withdraw } from './outcome.ts'
import type { Device, State } from './state.ts'
import { halt, latchOf } from './stop.ts'
import { write } from './transaction.ts'

/** The link of a device changed. */
export function linked(state: State, device: Device, link: LinkState): void {
  const was = device.link.state
  device.link = link
  write(state, `${device.name}.$link`, { value: link })
  if (was === 'up' && link.state !== 'up') down(state, device)
  if (was !== 'up' && link.state === 'up') up(state, device)
}

/** Nothing waits for a device that may come back as another: what was not sent ends, what was sent is unknown. */
function down(state: State, device: Device): void {
  for (const command of [...device.queue]) {
    const sentence = 'Not sent: the link to the device was lost.'
    withdraw(state, command, { outcome: 'failed', detail: { reason: 'offline' }, sentence })
  }
  for (const control of device.controls.values()) {
    for (const command of [...control.open]) {
      if (command.progress.at !== 'verifying') continue
      const sentence = 'The link to the device was lost before it could confirm this.'
      end(state, command, { outcome: 'unknown', detail: { reason: 'linkLost' }, sentence })
    }
  }
  for (const name of Object.keys(device.description.properties)) {
    const key = `${device.name}.${name}`
    if (state.keys.get(key)?.value.value === undefined) continue
    write(state, key, { quality: 'uncertain', reason: device.link.reason ?? 'the link is lost' })
  }
}

/** It may have lost its power meanwhile: everything is read before anything is commanded. */
function up(state: State, device: Device): void {
  for (const control of device.controls.values()) lock(state, control)
  for (const poll of device.polls) poll.due = state.now
  if (latchOf(state, device)) halt(state, device)
}
