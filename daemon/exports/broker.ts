import type { Incoming, Message } from './message.ts'

/** What one connection to a broker is made with. */
export interface Wishes {
  readonly url: string
  readonly clientId: string
  readonly username?: string | undefined
  readonly passwordFile?: string | undefined
  readonly caFile?: string | undefined
  /** Written on everything that is published. */
  readonly origin: string
  /** What the broker says for us when we are gone without a word. */
  readonly will: Pick<Message, 'topic' | 'payload'>
}

export interface Ears {
  /** `most`: messages that may be under way at once. */
  connected(most: number): void
  heard(message: Incoming): void
  /** The end of this connection, once; also of one that never came about. Nothing is heard of it afterwards. */
  closed(why: string): void
}

export interface Filter {
  readonly topic: string
  /** Not what we publish ourselves. */
  readonly others?: true
}

/** One connection. It ends once; the next is another. */
export interface Connection {
  /** `done` when the broker has it, or with why it refused it. Not called when the connection ends before. */
  publish(message: Message, done: (refused?: string) => void): void
  subscribe(filters: readonly Filter[], refused: (why: string) => void): void
  /** Says good-bye, so that the will is not published. Resolves when the connection is over. */
  leave(): Promise<void>
  /** Ends it at once, without a word. */
  drop(): void
}

/** Hears nothing before it returns. */
export type Connect = (wishes: Wishes, ears: Ears) => Connection
