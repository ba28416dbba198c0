import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { CDPSession, Page } from 'playwright-core'
import { openBrowser } from '../../test/e2e/browser.ts'
import { Wrong } from '../row.ts'

/** Milliseconds of the page's main thread for each frame, and what of them were script, layout and style. */
export interface Cost {
  readonly task: number
  readonly script: number
  readonly layout: number
  readonly framesPerSecond: number
}

export interface Stage {
  measure(contender: string, frames: number): Promise<Cost>
  close(): Promise<void>
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * A real browser with the page of the bench: built as the product's page is.
 *
 * @param first a script that runs before it: a test breaks something
 */
export async function openStage(first = ''): Promise<Stage> {
  const { outputFiles } = await build({
    entryPoints: { page: here('./page.tsx'), style: here('../../ui/shell/main.css') },
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  const browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1_200, height: 900 } })
  await page.setContent('<!doctype html><html lang="en"><body><div id="root"></div></body></html>')
  await page.evaluate(first)
  await page.addStyleTag({ content: text('.css') })
  await page.addScriptTag({ content: text('.js'), type: 'module' })
  await page.waitForFunction(() => 'bench' in window)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  return {
    measure: (contender, frames) => measure(page, cdp, { contender, frames }),
    close: () => browser.close(),
  }
}

async function measure(page: Page, cdp: CDPSession, what: { contender: string; frames: number }): Promise<Cost> {
  const metrics = async (): Promise<Map<string, number>> =>
    new Map((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]))
  const marks: Promise<Map<string, number>>[] = []
  const mark = () => marks.push(metrics())
  page.on('console', mark)
  const took = await page
    .evaluate(({ contender, frames }) => window.bench.measure(contender, frames), what)
    .catch(error => {
      throw new Wrong((error as Error).message)
    })
  page.off('console', mark)
  const [before, after] = await Promise.all(marks)
  const perFrame = (name: string) => (1_000 * ((after?.get(name) ?? 0) - (before?.get(name) ?? 0))) / what.frames
  return {
    task: perFrame('TaskDuration'),
    script: perFrame('ScriptDuration'),
    layout: perFrame('LayoutDuration') + perFrame('RecalcStyleDuration'),
    framesPerSecond: (1_000 * what.frames) / took,
  }
}
