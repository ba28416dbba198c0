/** A metric with all its samples. A counter's name is without `_total`. */
export interface Family {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly samples: readonly Sample[]
}

export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

export const CONTENT_TYPE = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** The text that Prometheus reads: its own format 0.0.4, or OpenMetrics 1.0. */
export function expose(families: readonly Family[], openMetrics: boolean): string {
  const pieces = families.filter(({ samples }) => samples.length > 0).map(family => textOf(family, openMetrics))
  return pieces.join('') + (openMetrics ? '# EOF\n' : '')
}

function textOf({ name, type, help, samples }: Family, openMetrics: boolean): string {
  const full = type === 'counter' ? `${name}_total` : name
  const family = openMetrics ? name : full
  const head = `# HELP ${family} ${escaped(help, openMetrics)}\n# TYPE ${family} ${type}\n`
  return head + samples.map(([labels, value]) => `${full}${labelled(labels)} ${value}\n`).join('')
}

/** Samples of several families share their labels: these are written once. */
const written = new WeakMap<Sample[0], string>()

function labelled(labels: Sample[0]): string {
  const text = written.get(labels) ?? writeLabels(labels)
  written.set(labels, text)
  return text
}

function writeLabels(labels: Sample[0]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value, true)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (text: string, quotes: boolean): string =>
  text.replace(/[\\\n"]/g, c => (c === '\n' ? '\\n' : c === '"' && !quotes ? c : `\\${c}`))
