import type { Clock } from '../../protocol/index.ts'
import type { Event, State } from '../core/index.ts'

export interface Watched {
  readonly state: State
  readonly post: (event: Event) => void
  readonly clock: Clock
}

/** Longer than any conversation takes, ms; what its actions declare comes on top. */
const PATIENCE = 60_000

/**
 * Whether the daemon does what it is there for, and not merely runs: core takes steps, and no device is held by a
 * conversation that never ends. A device that is gone or silent is no fault of the daemon: it is retried and said.
 */
export class Progress {
  readonly #watched: Watched
  /** The conversation of each device when it was looked at, and since when. */
  readonly #jobs = new Map<string, { readonly job: object; readonly since: number }>()

  constructor(watched: Watched) {
    this.#watched = watched
  }

  /** Why there is none, in words; undefined when all is well. */
  lacking(): string | undefined {
    const { state, post, clock } = this.#watched
    const now = clock.now()
    post({ type: 'tick' })
    if (state.now < now) return 'The core takes no step any more.'
    for (const { name, job, description } of state.devices.values()) {
      const known = this.#jobs.get(name)
      if (!job) this.#jobs.delete(name)
      else if (known?.job !== job) this.#jobs.set(name, { job, since: now })
      else {
        const longest = Math.max(0, ...Object.values(description.actions).map(({ within }) => within))
        if (now - known.since > PATIENCE + longest) return `A conversation with "${name}" does not end.`
      }
    }
    for (const name of this.#jobs.keys()) if (!state.devices.has(name)) this.#jobs.delete(name)
    return undefined
  }
}
