import type { Cmd, Out } from '../../../protocol/index.ts'
import type { Happening, Kept } from '../history.ts'
import { Versions } from './versions.ts'

export type Frame = Omit<Cmd, 't'>
export type Of<Is extends Happening['is']> = Extract<Kept, { readonly is: Is }>

/** Everything that a history says of one command. */
export interface Command {
  readonly key: string
  readonly session: string
  readonly frame: Frame
  /** Place in the history of its first frame, which nobody else sent. */
  readonly sent: number
  gestureAt: number
  readonly told: { readonly place: number; readonly at: number; readonly message: Out; readonly own: boolean }[]
  /** The first line of bytes with its name, and any after it. */
  readonly acts: { readonly place: number; readonly at: number; readonly epoch: string; readonly text: string }[]
  readonly words: Of<'word'>[]
}

/** A history, sorted by command and by revision, in one pass. */
export class Ledger {
  readonly history: readonly Kept[]
  readonly commands = new Map<string, Command>()
  /** In their order. */
  readonly epochs: string[] = []
  /** What the daemon's clock says in each epoch, of a time of the world. */
  readonly clocks = new Map<string, { readonly rate: number; readonly reads: (at: number) => number }>()
  readonly pages = new Map<string, Of<'page'>>()
  /** Epochs whose daemon died. */
  readonly died = new Set<string>()
  readonly versions = new Map<string, Versions>()
  /** Lines with the name of a command that no page ever sent. */
  readonly orphans: Of<'line'>[] = []

  constructor(history: readonly Kept[]) {
    this.history = history
    for (const [place, happening] of history.entries()) this.#enter(happening, place)
  }

  #enter(happening: Kept, place: number): void {
    switch (happening.is) {
      case 'life':
        this.#life(happening)
        break
      case 'page':
        this.pages.set(happening.session, happening)
        break
      case 'death':
        this.died.add(happening.epoch)
        break
      case 'revision':
        this.versions.get(happening.epoch)?.add(happening.revision, happening.keys)
        break
      case 'sent':
        this.#sent(happening, place)
        break
      case 'issued':
        this.#find(happening.session, happening.command, found => {
          found.gestureAt = happening.gestureAt
        })
        break
      case 'told':
        this.#find(happening.session, happening.message.command, ({ told }) =>
          told.push({ place, at: happening.at, message: happening.message, own: happening.own })
        )
        break
      case 'word':
        this.#find(happening.session, happening.command, ({ words }) => words.push(happening))
        break
      case 'line':
        this.#line(happening, place)
        break
      default:
    }
  }

  #life({ epoch, offset, rate }: Of<'life'>): void {
    this.epochs.push(epoch)
    this.clocks.set(epoch, { rate, reads: at => at * rate + offset })
    this.versions.set(epoch, new Versions())
  }

  #sent({ session, frame, how, at }: Of<'sent'>, place: number): void {
    const key = `${session}#${frame.command}`
    if (how !== 'new' || this.commands.has(key)) return
    this.commands.set(key, { key, session, frame, sent: place, gestureAt: at, told: [], acts: [], words: [] })
  }

  #line(happening: Of<'line'>, place: number): void {
    if (happening.command === undefined) return
    const { at, epoch, text } = happening
    const command = this.commands.get(happening.command)
    if (command) command.acts.push({ place, at, epoch, text })
    else this.orphans.push(happening)
  }

  #find(session: string, number: number, found: (command: Command) => void): void {
    const command = this.commands.get(`${session}#${number}`)
    if (command) found(command)
  }
}

/** What the bytes of a line say, without tag and checksum: `S 12.34`. */
export const bodyOf = (text: string): string => text.slice(3, -5)

/** What the plate must be told for a command, as its manual says. Empty: any question will do. */
export function bodyFor({ op, control, value }: Frame): string {
  if (op === 'read') return ''
  if (op === 'call') return 'TARE'
  if (control === 'plate.target') return `S ${Number(value).toFixed(2)}`
  return control === 'plate.fan' ? `F ${String(value)}` : `H ${Number(value)}`
}
