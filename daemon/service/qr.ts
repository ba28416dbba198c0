import qrcode from 'qrcode-generator'

/** Light modules around the code without which a camera does not find it. */
const QUIET = 2

/**
 * A QR code as lines of text: two rows of modules a line. Light modules are drawn, dark ones are left to the background
 * of a terminal, which most people have dark; on a light one it is inverted, and phones read that too.
 */
export function qrLines(text: string): string[] {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const size = code.getModuleCount()
  const light = (row: number, column: number): boolean =>
    row < 0 || column < 0 || row >= size || column >= size || !code.isDark(row, column)
  const lines: string[] = []
  for (let row = -QUIET; row < size + QUIET; row += 2) {
    let line = ''
    for (let column = -QUIET; column < size + QUIET; column++) {
      const [above, below] = [light(row, column), row + 1 < size + QUIET && light(row + 1, column)]
      line += above ? (below ? '█' : '▀') : below ? '▄' : ' '
    }
    lines.push(line)
  }
  return lines
}
