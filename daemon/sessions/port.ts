/**
 * What a connection stands on: a WebSocket, a MessagePort, or a wire of the
 * simulated world. All frames of one call leave in one write.
 */
export interface Port {
  send(frames: readonly string[]): void
  /** Ends it after what was sent. `closed` of the receiver is called all the same. */
  close(): void
}

/** What a port tells. Made by `Sessions.open`. */
export interface Receiver {
  heard(text: string): void
  closed(): void
}
