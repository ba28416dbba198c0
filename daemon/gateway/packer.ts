import * as ws from 'ws'

interface Framing {
  readonly fin: boolean
  readonly rsv1: boolean
  readonly opcode: number
  readonly mask: boolean
  readonly readOnly: boolean
}
// A public part of ws that its types do not name.
const { Sender } = ws as unknown as { Sender: { frame(data: Buffer, how: Framing): Buffer[] } }
const TEXT: Framing = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true }

/** Different packs of one turn that are remembered: clients that stand at the same place are many, the places are few. */
const PLACES = 4

/**
 * Makes of the frames of one write the bytes that leave for them. Who stands at
 * one place is sent the same strings: what was packed for the first of them is packed for all.
 */
export class Packer {
  readonly #recent: { readonly frames: readonly string[]; readonly bytes: Buffer }[] = []

  pack(frames: readonly string[]): Buffer {
    const same = this.#recent.find(pack => alike(pack.frames, frames))
    if (same) return same.bytes
    const bytes = Buffer.concat(frames.flatMap(frame => Sender.frame(Buffer.from(frame), TEXT)))
    // Bytes are not kept beyond the turn in which many may want them.
    if (this.#recent.length === 0) setImmediate(() => this.#recent.splice(0))
    if (this.#recent.length === PLACES) this.#recent.shift()
    this.#recent.push({ frames, bytes })
    return bytes
  }
}

/** Strings that are one and the same are found equal without being read. */
const alike = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((frame, i) => frame === b[i])
