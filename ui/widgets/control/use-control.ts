import { type ReadonlySignal, useComputed } from '@preact/signals'
import type { KeyValue, PropertyDescription, Scalar } from '../../../protocol/index.ts'
import type { ControlStatus } from '../../session/api.ts'
import { usePanel } from '../panel.ts'
import { useStale } from '../stale.ts'
import { type ControlState, type Mark, markOf, othersGrip, shownOf, stateOf } from './model.ts'

/** One control as signals; each changes only when what it says does. */
export interface Control {
  readonly name: string
  readonly property: PropertyDescription
  readonly key: ReadonlySignal<KeyValue | undefined>
  readonly status: ReadonlySignal<ControlStatus>
  /** Requested, else asked, else read. */
  readonly shown: ReadonlySignal<Scalar | undefined>
  readonly mark: ReadonlySignal<Mark>
  readonly state: ReadonlySignal<ControlState>
  readonly blocked: ReadonlySignal<string | undefined>
  /** Somebody else who has a hand on it. */
  readonly grip: ReadonlySignal<string | undefined>
}

export function useControl(name: string, property: PropertyDescription): Control {
  const { session, replica } = usePanel()
  const key = replica.key(name)
  const status = replica.status(name)
  const stale = useStale(key, property)
  const blocked = useBlocked(name)
  const situation = useComputed(() => ({
    key: key.value,
    status: status.value,
    property,
    stale: stale.value,
    self: session.name,
  }))
  const mark = useComputed(() => markOf(situation.value))
  return {
    name,
    property,
    key,
    status,
    blocked,
    mark,
    shown: useComputed(() => shownOf(situation.value)),
    state: useComputed(() => stateOf(mark.value, blocked.value)),
    grip: useComputed(() => othersGrip(situation.value)),
  }
}

/** Why it takes no input now. Asked anew whenever anything that may decide it has changed. */
export function useBlocked(name: string): ReadonlySignal<string | undefined> {
  const { session, replica } = usePanel()
  const device = name.slice(0, name.indexOf('.'))
  return useComputed(() => {
    // Out of touch, the reason counts its seconds.
    if (replica.link.value.state !== 'live') replica.now.value
    replica.stops.value
    replica.status(name).value
    replica.key(name).value
    replica.key(`${device}.$link`).value
    replica.key(`${device}.$stop`).value
    replica.key('station.$stop').value
    return session.blocked(name)
  })
}
