import { el } from './element.ts'

/** The heads stand with each cell, too, for narrow screens, where a row is a block. */
export function table(label: string, heads: readonly string[], rows: readonly (readonly (Node | string)[])[]) {
  const head = el('tr', {}, ...heads.map(words => el('th', { scope: 'col' }, words)))
  const body = rows.map(cells =>
    el('tr', {}, ...cells.map((cell, i) => el('td', { attr: { 'data-head': heads[i] ?? '' } }, cell)))
  )
  return el('table', { attr: { 'aria-label': label } }, el('thead', {}, head), el('tbody', {}, ...body))
}
