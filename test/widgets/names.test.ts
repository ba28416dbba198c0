import t from 'tap'
import { standFor } from './hands.ts'

const stand = await standFor(t)

for (const scene of ['live', 'stopped', 'waiting', 'gallery']) {
  t.test(`${scene}: everything that can be operated has a name, a role and a place in the order of keys`, async t => {
    const page = await stand.open(scene)
    const faults = await page.evaluate(() => {
      const found: string[] = []
      const nameOf = (element: Element) =>
        element.getAttribute('aria-label') ??
        document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent ??
        (element.textContent || element.closest('label')?.textContent || '')
      for (const element of document.querySelectorAll('button, input, [role="slider"], [role="switch"], fieldset')) {
        if (nameOf(element).trim() === '') found.push(`no name: ${element.outerHTML.slice(0, 120)}`)
      }
      for (const element of document.querySelectorAll('[role="slider"]')) {
        for (const name of ['aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'aria-valuetext', 'tabindex']) {
          if (!element.hasAttribute(name)) found.push(`a slider without ${name}`)
        }
      }
      for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby]')) {
        for (const attribute of ['aria-describedby', 'aria-labelledby']) {
          const id = element.getAttribute(attribute)
          if (id !== null && !document.getElementById(id)) found.push(`${attribute} points at nothing: ${id}`)
        }
      }
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
      if (new Set(ids).size !== ids.length) found.push('an id stands twice')
      for (const svg of document.querySelectorAll('svg')) {
        if (!svg.closest('[aria-hidden="true"]')) found.push('a drawing that a screen reader stumbles over')
      }
      if (!document.documentElement.lang) found.push('no language')
      return found
    })
    t.same(faults, [])
  })
}

t.test('text is told from its ground in both themes', async t => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await stand.open('live', { colorScheme })
    const ratios = await page.evaluate(() => {
      const value = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
      const light = (hex: string) => {
        const [r = 0, g = 0, b = 0] = [1, 3, 5]
          .map(i => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
          .map(c => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const ratio = (a: string, b: string) => {
        const [high = 0, low = 0] = [light(value(a)), light(value(b))].sort((x, y) => y - x)
        return (high + 0.05) / (low + 0.05)
      }
      const texts = ['--ink', '--soft', '--faint', '--asked', '--warn', '--alarm']
      const pairs = texts.flatMap(text => ['--surface', '--page'].map(ground => [text, ground] as const))
      pairs.push(['--warn', '--warn-soft'], ['--ink', '--alarm-soft'])
      return pairs.map(([a, b]) => [`${a} on ${b}`, ratio(a, b)] as const)
    })
    for (const [pair, ratio] of ratios) t.ok(ratio >= 4.5, `${colorScheme}: ${pair} ${ratio.toFixed(2)}`)
  }
})

t.test('everything is reached by Tab, and Stop comes first', async t => {
  const page = await stand.open('still')
  const reached: (string | null)[] = []
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    reached.push(
      await page.evaluate(() => {
        const at = document.activeElement
        const label = at?.getAttribute('aria-label') ?? at?.textContent ?? ''
        return `${at?.getAttribute('role') ?? at?.tagName.toLowerCase()} ${label}`.trim().replace(/\s+/g, ' ')
      })
    )
  }
  t.match(reached[0], /^button Stop/)
  t.match(reached.slice(1, 4), [/^button Record/, /^button Find/, /^button Account/])
  t.match(reached.slice(4, 10), [
    /^input Target/,
    /^slider Target/,
    /^switch Heater/,
    /^input Fan/,
    /^slider Fan/,
    /^button Tare/,
  ])
})

t.test('the theme is chosen, and remembered', async t => {
  const page = await stand.open('still', { colorScheme: 'light' })
  const page$ = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await page$()
  await page.getByText('Dark', { exact: true }).click()
  const dark = await page$()
  t.not(dark, light)
  await page.reload()
  await page.waitForSelector('html[data-ready]')
  t.equal(await page$(), dark)
})
