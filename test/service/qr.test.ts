import qrcode from 'qrcode-generator'
import t from 'tap'
import { qrLines } from '../../daemon/service/qr.ts'

t.test('every module is where the code has it, with room around', async t => {
  const text = 'http://heat-lab.local:8400/claim#ABCD-EFGH'
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const size = code.getModuleCount()
  const lines = qrLines(text)
  t.equal(lines.length, Math.ceil((size + 4) / 2))
  for (const line of lines) t.equal([...line].length, size + 4)
  const light = (row: number, column: number): boolean => {
    const sign = [...(lines[(row + 2) >> 1] ?? '')][column + 2] ?? ''
    return row % 2 === 0 ? '█▀'.includes(sign) : '█▄'.includes(sign)
  }
  let wrong = 0
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) if (light(row, column) === code.isDark(row, column)) wrong++
  t.equal(wrong, 0)
  for (let column = -2; column < size + 2; column++) t.ok(light(-2, column) && light(-1, column))
})
