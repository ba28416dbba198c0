import type { Cmd } from '../../protocol/index.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import type { History } from './history.ts'
import type { Wire } from './network.ts'

interface Sender {
  readonly id: string
  readonly wire: Wire | undefined
}

interface Sent {
  readonly sender: Sender
  readonly text: string
  readonly frame: Omit<Cmd, 't'>
}

/** How many of the last frames may come again on the next socket. */
const KEPT = 12

/**
 * Something between page and wire that sends frames again: on the same socket, on the
 * next one, into the next epoch. On the next socket of one epoch only what the daemon had
 * seen: of the rest the page has said that it is not sent, and nobody may make a liar of it.
 */
export class Repeater {
  readonly #clock: VirtualClock
  readonly #chance: Chance
  readonly #history: History
  readonly #fault: (name: string) => void
  readonly #recent: Sent[] = []
  /** How often a frame is repeated on its own socket. */
  odds = 0

  constructor(o: { clock: VirtualClock; chance: Chance; history: History; fault: (name: string) => void }) {
    this.#clock = o.clock
    this.#chance = o.chance
    this.#history = o.history
    this.#fault = o.fault
  }

  sent(sender: Sender, text: string, frame: Omit<Cmd, 't'>): void {
    if (this.odds === 0) return
    const sent = { sender, text, frame }
    this.#recent.push(sent)
    if (this.#recent.length > KEPT) this.#recent.shift()
    // A final or a press is worth more than one of a hundred moves.
    if (!this.#chance.odds(frame.final ? 8 * this.odds : this.odds)) return
    const { wire } = sender
    this.#clock.after(this.#chance.between(5, this.#chance.odds(0.6) ? 500 : 1_800), () => {
      if (wire && sender.wire === wire && wire.alive) this.#repeat(sent, wire, 'repeated on its socket')
    })
  }

  /** A new socket has said hello. Once it was answered, old frames come. */
  greeted(wire: Wire): void {
    if (this.odds === 0) return
    this.#clock.after(this.#chance.between(60, 1_300), () => {
      if (!wire.alive || wire.epoch === undefined || !this.#chance.odds(0.8)) return
      for (const sent of this.#recent) if (sent.sender.wire === wire) this.#offer(sent, wire)
    })
  }

  #offer(sent: Sent, wire: Wire): void {
    const { frame } = sent
    if (frame.epoch !== wire.epoch) this.#repeat(sent, wire, 'repeated into the next epoch')
    else if (frame.command <= wire.lastCommand) this.#repeat(sent, wire, 'repeated on the next socket')
  }

  #repeat({ sender, text, frame }: Sent, wire: Wire, fault: string): void {
    this.#fault(fault)
    this.#history.keep({ is: 'sent', session: sender.id, how: 'repeated', frame })
    wire.sendUp(text)
  }
}
