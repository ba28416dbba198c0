import {
  type Delta,
  type DeviceDescription,
  type KeyValue,
  type Snap,
  type Stopped,
  selects,
  type Welcome,
} from '../../protocol/index.ts'

/** The page's copy: what the last whole flush left. Written by the flush alone. */
export class Truth {
  epoch: string | undefined
  revision = 0
  /** Number of the last event heard in this epoch. */
  event = 0
  name: string | undefined
  role: Welcome['role'] | undefined
  positions: ReadonlyMap<string, number> = new Map()
  readonly keys = new Map<string, KeyValue>()
  readonly stops = new Map<string, Stopped>()

  /** Another epoch shares no number with this one: nothing numbered outlives it. Its keys go with the snapshots. */
  begin(epoch: string): void {
    if (epoch === this.epoch) return
    this.epoch = epoch
    this.event = 0
    this.stops.clear()
  }

  /** Replaces all that the view selects; returns what is gone. */
  snap({ view, keys }: Snap): string[] {
    const selectors = view.split(',')
    const gone = [...this.keys.keys()].filter(key => keys[key] === undefined && selects(selectors, key))
    for (const key of gone) this.keys.delete(key)
    for (const [key, value] of Object.entries(keys)) this.keys.set(key, value)
    return gone
  }

  delta({ keys }: Delta): void {
    for (const [key, value] of Object.entries(keys)) this.keys.set(key, value)
  }

  /** False: an older stop than the one known of this scope. */
  stop(stopped: Stopped): boolean {
    if (stopped.generation < (this.stops.get(stopped.scope)?.generation ?? 0)) return false
    this.stops.set(stopped.scope, stopped)
    return true
  }

  /** The newest stop that binds a control. Generations count for the whole daemon, so scopes compare. */
  generationFor(control: string): number {
    const of = (scope: string) => this.stops.get(scope)?.generation ?? 0
    return Math.max(of('station'), of(deviceOf(control)))
  }

  about(device: string): DeviceDescription | undefined {
    return this.keys.get(`${device}.$about`)?.value as DeviceDescription | undefined
  }
}

export const deviceOf = (control: string): string => control.slice(0, control.indexOf('.'))
export const nameOf = (control: string): string => control.slice(control.indexOf('.') + 1)
