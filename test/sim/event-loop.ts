import type { VirtualClock } from '../virtual-clock.ts'

interface Task {
  readonly run: () => void
  readonly of: 'socket' | 'timer'
}

/** In which order a page that was frozen comes to what waits; browsers differ. Within one source it is always that of arrival. */
export const ORDERS = ['arrival', 'timers first', 'sockets first'] as const
export type Order = (typeof ORDERS)[number]

/**
 * The event loop of a page. While it stands still, whatever comes waits: frames and ends of its sockets,
 * timers, answers to requests. Then it runs all of it, as fast as it can.
 */
export class EventLoop {
  readonly #clock: VirtualClock
  #waiting: Task[] = []
  #standsUntil = 0
  #frozenUntil = 0
  #cost = 0

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  /** Nobody can do anything with this page. One that is merely busy lets fingers go first. */
  get frozen(): boolean {
    return this.#clock.now() < this.#frozenUntil
  }

  get frozenUntil(): number {
    return this.#frozenUntil
  }

  freeze(ms: number, order: Order): void {
    this.#frozenUntil = Math.max(this.#frozenUntil, this.#clock.now() + ms)
    this.#clock.after(ms, () => this.#arrange(order))
    this.#stand(ms)
  }

  /** So long the page is busy with each thing that it hears of a socket, ms; 0: with none of it, from now on. */
  work(cost: number): void {
    this.#cost = cost
    if (cost > 0) return
    this.#standsUntil = this.#frozenUntil
    this.#catchUp()
  }

  get busy(): boolean {
    return this.#cost > 0
  }

  /** A timer rings, or an answer arrives. */
  timer(run: () => void): void {
    this.#come({ run, of: 'timer' })
  }

  /** Something is heard of a socket: also its opening and its end, which never pass a frame. */
  socket(run: () => void): void {
    this.#come({ run, of: 'socket' })
  }

  answer<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        value => this.timer(() => resolve(value)),
        error => this.timer(() => reject(error))
      )
    })
  }

  #come(task: Task): void {
    if (this.#waiting.length > 0 || this.#stands) this.#waiting.push(task)
    else this.#do(task)
  }

  get #stands(): boolean {
    return this.#clock.now() < this.#standsUntil
  }

  #stand(ms: number): void {
    this.#standsUntil = Math.max(this.#standsUntil, this.#clock.now() + ms)
    this.#clock.after(ms, () => this.#catchUp())
  }

  #do({ run, of }: Task): void {
    if (of === 'socket' && this.#cost > 0) this.#stand(this.#cost)
    run()
  }

  #arrange(order: Order): void {
    if (order === 'arrival') return
    const [first, then] = order === 'timers first' ? ['timer', 'socket'] : ['socket', 'timer']
    this.#waiting = [
      ...this.#waiting.filter(({ of }) => of === first),
      ...this.#waiting.filter(({ of }) => of === then),
    ]
  }

  #catchUp(): void {
    while (!this.#stands) {
      const task = this.#waiting.shift()
      if (!task) return
      this.#do(task)
    }
  }
}
