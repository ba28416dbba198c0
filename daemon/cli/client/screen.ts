import type { WriteStream } from 'node:tty'
import type { Size } from './table.ts'

/** The other screen of the terminal, without a cursor, and long lines are cut. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l'
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l'
const CLEAR = '\x1b[H\x1b[2J'

/** A terminal as lines, of which only those are written that changed. It is left as it was, whatever happens. */
export class Screen {
  readonly #out: WriteStream
  #lines: readonly string[] = []
  #open = false
  #anew = (): void => {}

  constructor(out: WriteStream) {
    this.#out = out
  }

  get size(): Size {
    return { columns: this.#out.columns || 80, rows: this.#out.rows || 24 }
  }

  /** @param drawAgain its size is another one, or somebody else has written on it */
  open(drawAgain: () => void): void {
    this.#anew = () => {
      this.#lines = []
      this.#write(CLEAR)
      drawAgain()
    }
    this.#enter()
    process.on('exit', this.#leave)
    process.on('SIGTSTP', this.#pause)
    process.on('SIGCONT', this.#goOn)
    this.#out.on('resize', this.#anew)
  }

  draw(lines: readonly string[]): void {
    if (!this.#open) return
    let text = ''
    for (let i = 0; i < Math.max(lines.length, this.#lines.length); i++)
      if (lines[i] !== this.#lines[i]) text += `\x1b[${i + 1};1H${lines[i] ?? ''}\x1b[K`
    this.#lines = lines
    if (text !== '') this.#write(text)
  }

  close(): void {
    this.#leave()
    process.off('exit', this.#leave)
    process.off('SIGTSTP', this.#pause)
    process.off('SIGCONT', this.#goOn)
    this.#out.off('resize', this.#anew)
  }

  #enter(): void {
    this.#open = true
    this.#write(ENTER + CLEAR)
  }

  readonly #leave = (): void => {
    if (this.#open) this.#write(LEAVE)
    this.#open = false
  }

  /** Ctrl-Z: the shell gets its terminal back as it was. */
  readonly #pause = (): void => {
    this.#leave()
    process.kill(process.pid, 'SIGSTOP')
  }

  readonly #goOn = (): void => {
    this.#enter()
    this.#anew()
  }

  #write(text: string): void {
    this.#out.write(text)
  }
}
