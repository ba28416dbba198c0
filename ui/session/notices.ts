import type { Evt, Stopped } from '../../protocol/index.ts'
import type { Change, ControlStatus, HistoryEntry, LinkStatus, SessionListener } from './api.ts'

interface Views {
  link(): LinkStatus
  control(name: string): ControlStatus
}

/**
 * Collects what is to be told, and tells it once all of it is in place: a listener never sees half a flush.
 * A listener may command the session; what that changes is told after what it was told itself.
 */
export class Notices {
  readonly #listener: SessionListener
  readonly #views: Views
  /** By rank, lowest first: applied, status, control, stopped, history, event, samples. */
  readonly #waiting: readonly (() => void)[][] = [[], [], [], [], [], [], []]
  #controls = new Set<string>()
  #link = false
  #telling = false

  constructor(listener: SessionListener, views: Views) {
    this.#listener = listener
    this.#views = views
  }

  change(change: Change): void {
    this.#waiting[0]?.push(() => this.#listener.applied?.(change))
  }

  link(): void {
    if (!this.#link) this.#waiting[1]?.push(() => this.#tellLink())
    this.#link = true
  }

  /** Told once, with the status it then has, however often it changed. */
  control(name: string): void {
    if (!this.#controls.has(name)) this.#waiting[2]?.push(() => this.#tellControl(name))
    this.#controls.add(name)
  }

  stopped(stop: Stopped): void {
    this.#waiting[3]?.push(() => this.#listener.stopped?.(stop))
  }

  /** Its end needs no telling: what ends it arrives as a stop. */
  stopping(scope: string): void {
    this.#waiting[3]?.push(() => this.#listener.stopping?.(scope))
  }

  history(entry: HistoryEntry): void {
    this.#waiting[4]?.push(() => this.#listener.history?.(entry))
  }

  event({ t: _, ...event }: Evt): void {
    this.#waiting[5]?.push(() => this.#listener.event?.(event))
  }

  samples(deliver: () => void): void {
    this.#waiting[6]?.push(deliver)
  }

  tell(): void {
    if (this.#telling || this.#waiting.every(rank => rank.length === 0)) return
    this.#telling = true
    try {
      if (this.#listener.together) this.#listener.together(() => this.#tellAll())
      else this.#tellAll()
    } finally {
      this.#telling = false
    }
  }

  /** A listener that throws keeps nothing from the others; its error surfaces when all were told. */
  #tellAll(): void {
    const errors: unknown[] = []
    for (let next = this.#next(); next; next = this.#next()) {
      try {
        next()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }

  #next(): (() => void) | undefined {
    return this.#waiting.find(rank => rank.length > 0)?.shift()
  }

  #tellLink(): void {
    this.#link = false
    this.#listener.status?.(this.#views.link())
  }

  #tellControl(name: string): void {
    this.#controls.delete(name)
    this.#listener.control?.(name, this.#views.control(name))
  }
}
