/** No, and why, for a person. The status is that of HTTP. */
export class Denied extends Error {
  readonly status: number
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | undefined

  constructor(status: number, sentence: string, retryAfter?: number) {
    super(sentence)
    this.name = 'Denied'
    this.status = status
    this.retryAfter = retryAfter
  }
}

export function slowDown(wait: number): Denied {
  const seconds = Math.ceil(wait / 1_000)
  const unit = seconds === 1 ? 'second' : 'seconds'
  return new Denied(429, `Too many wrong tries; wait ${seconds} ${unit}, then try again.`, seconds)
}
