/** At most one drawing for each frame of the screen, none while nobody can see it. */
export class Frames {
  readonly #draw: () => void
  #frame = 0
  #timer = 0
  #seen = true
  readonly #watch: IntersectionObserver

  constructor(root: Element, draw: () => void) {
    this.#draw = draw
    this.#watch = new IntersectionObserver(entries => {
      this.#seen = entries.some(({ isIntersecting }) => isIntersecting)
      this.request()
    })
    this.#watch.observe(root)
  }

  /** Draws with the next frame. A hidden page has none until it is shown again. */
  request(): void {
    if (this.#seen && this.#frame === 0) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0
        clearTimeout(this.#timer)
        if (this.#seen) this.#draw()
      })
    }
  }

  /** Draws again `ms` from now, if nothing else makes it draw before. */
  later(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => this.request(), ms)
  }

  end(): void {
    this.#watch.disconnect()
    clearTimeout(this.#timer)
    cancelAnimationFrame(this.#frame)
  }
}
