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
    const bytes = packed(frames)
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

/** Each as one whole text message of a server, not masked (RFC 6455, section 5.2), in one piece of memory. */
function packed(frames: readonly string[]): Buffer {
  const lengths = frames.map(frame => Buffer.byteLength(frame))
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headOf(length) + length, 0))
  let at = 0
  for (const [i, frame] of frames.entries()) {
    at = writeHead(bytes, at, lengths[i] as number)
    at += bytes.write(frame, at)
  }
  return bytes
}

const headOf = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10)

function writeHead(bytes: Buffer, at: number, length: number): number {
  bytes[at] = 0x81
  if (length < 126) return bytes.writeUInt8(length, at + 1)
  if (length < 65_536) return bytes.writeUInt16BE(length, bytes.writeUInt8(126, at + 1))
  return bytes.writeBigUInt64BE(BigInt(length), bytes.writeUInt8(127, at + 1))
}
