import { gripExpires } from './grip.ts'
import { ready } from './release.ts'
import type { Device, State } from './state.ts'
import { stopCheckExpires } from './stop.ts'

/** When something is due next if nothing happens: the loop's one timer. Infinity: never. */
export function nextDeadline(state: State): number {
  let next = Number.POSITIVE_INFINITY
  for (const device of state.devices.values()) next = Math.min(next, deadlineOf(device))
  return next
}

function deadlineOf(device: Device): number {
  let next = stopCheckExpires(device)
  const idle = device.link.state === 'up' && !device.job
  for (const command of device.queue) next = Math.min(next, command.expires + 1)
  for (const control of device.controls.values()) {
    next = Math.min(next, gripExpires(control))
    for (const { progress } of control.open) {
      if (progress.at === 'verifying') next = Math.min(next, progress.until, idle ? progress.next : progress.until)
    }
  }
  if (!idle) return next
  const head = device.queue[0]
  if (head) next = Math.min(next, ready(head))
  for (const poll of device.polls) next = Math.min(next, poll.due)
  return next
}
