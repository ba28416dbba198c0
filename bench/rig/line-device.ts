/** What the device of the bench answers, whatever it is connected by: the line device of the driver `daq`. */
export class LineDevice {
  output = '0.000'
  #rest = ''

  /** The lines that were heard whole, and what is said to them. A stop byte stands anywhere, and ends no line. */
  hear(bytes: Uint8Array): { readonly heard: readonly string[]; readonly said: string } {
    const lines = (this.#rest + Buffer.from(bytes).toString('latin1')).replaceAll('!', '!\n').split('\n')
    this.#rest = lines.pop() as string
    const heard = lines.filter(line => line !== '')
    return { heard, said: heard.map(line => `${this.#obey(line)}\n`).join('') }
  }

  #obey(line: string): string {
    if (line === 'I?') return 'I DAQ8 bench'
    if (line === 'R?') return 'R 20'
    if (line === 'W?') return `A ${this.output}`
    if (line.endsWith('!')) {
      this.output = '0.000'
      return `O ${this.output}`
    }
    this.output = line.slice(2)
    return `A ${this.output}`
  }
}
