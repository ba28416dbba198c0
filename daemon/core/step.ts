import { admit } from './admission.ts'
import { answered, doubted, heard, progressed } from './conversation.ts'
import type { Effect } from './effects.ts'
import type { Event } from './events.ts'
import { dissolved, founded, noted } from './found.ts'
import { linked } from './link.ts'
import { attach, detach, forgetSessions } from './people.ts'
import { expireVerification } from './readings.ts'
import { advance, expireGrips, expireQueue, release } from './release.ts'
import type { Device, State } from './state.ts'
import { expireStopCheck, halted, rearm, stop } from './stop.ts'
import { commit } from './transaction.ts'

/**
 * The truth takes one step. Everything that can happen comes in here, one at a
 * time; what is to be done comes out. No I/O, no clock, no chance: the same
 * events at the same times give the same state, on any machine.
 */
export function step(state: State, event: Event, now: number): readonly Effect[] {
  state.now = Math.max(state.now, now)
  happen(state, event)
  for (const device of state.devices.values()) {
    expireQueue(state, device)
    expireVerification(state, device)
    expireStopCheck(state, device)
    expireGrips(state, device)
    if (event.type !== 'releasing') advance(state, device)
  }
  return commit(state)
}

function happen(state: State, event: Event): void {
  switch (event.type) {
    case 'attached':
      return attach(state, event)
    case 'detached':
      return detach(state, event.session, event.connection)
    case 'requested': {
      const session = state.sessions.get(event.session)
      return session && admit(state, session, event.connection, event.cmd)
    }
    case 'stopRequested':
      return stop(state, state.sessions.get(event.session) ?? event.person, event.stop)
    case 'rearmRequested': {
      const session = state.sessions.get(event.session)
      return session?.connection === event.connection ? rearm(state, session, event.rearm) : undefined
    }
    case 'founded':
      return founded(state, event.founded)
    case 'dissolved':
      return dissolved(state, event.device)
    case 'noted':
      return noted(state, event.key, event.value)
    case 'tick':
      return forgetSessions(state)
    default: {
      // An owner that is closing may still speak of a device that is no longer part of the station.
      const device = state.devices.get(event.device)
      return device && happenTo(state, device, event)
    }
  }
}

type DeviceEvent = Exclude<Extract<Event, { readonly device: string }>, { readonly type: 'dissolved' }>

function happenTo(state: State, device: Device, event: DeviceEvent): void {
  switch (event.type) {
    case 'link':
      return linked(state, device, event.link)
    case 'releasing':
      return release(state, device)
    case 'answered':
      return answered(state, device, event.answer)
    case 'heard':
      return heard(state, device, event.readings, event.events)
    case 'doubted':
      return doubted(state, device, event)
    case 'progressed':
      return progressed(state, device, event.fraction)
    case 'halted':
      return halted(state, device, event.delivered)
  }
}
