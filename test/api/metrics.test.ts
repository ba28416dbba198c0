import t from 'tap'
import { expose, type Family } from '../../daemon/api/exposition.ts'
import { openStand } from './stand.ts'

interface Sample {
  readonly name: string
  readonly labels: Record<string, string>
  readonly value: number
}

/** Prometheus' text format 0.0.4, as its documentation says it; throws at whatever is not it. */
function parse(text: string): { types: Map<string, string>; samples: Sample[] } {
  const types = new Map<string, string>()
  const samples: Sample[] = []
  const finished = new Set<string>()
  let family = ''
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.*)$/.exec(line)
    if (comment) {
      const [, kind, name = '', rest = ''] = comment
      if (name !== family && finished.has(name)) throw new Error(`${name} comes twice`)
      finished.add(name)
      family = name
      if (kind === 'TYPE') {
        if (types.has(name) || !/^(counter|gauge)$/.test(rest)) throw new Error(line)
        types.set(name, rest)
      }
      continue
    }
    const [, name = '', inner = '', value = ''] =
      /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/.exec(line) ?? []
    if (name !== family || !Number.isFinite(Number(value)) || value === '') throw new Error(`no sample: ${line}`)
    const pairs = [...inner.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)]
    const labels = Object.fromEntries(
      pairs.map(([, label = '', text = '']) => [label, text.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c))])
    )
    samples.push({ name, labels, value: Number(value) })
  }
  const keys = samples.map(({ name, labels }) => name + JSON.stringify(labels))
  if (new Set(keys).size !== keys.length) throw new Error('a sample comes twice')
  return { types, samples }
}

t.test('the format: names, labels, escapes, both kinds', async t => {
  const families: Family[] = [
    { name: 'a_b', type: 'gauge', help: 'Back\\slash, "quote" and\nline', samples: [[{ l: 'x"y\\z\nw' }, 1.5], [{}, -2e-7]] },
    { name: 'n', type: 'counter', help: 'Count', samples: [[{}, 3]] },
    { name: 'none', type: 'gauge', help: 'Nothing', samples: [] },
  ] // biome-ignore format: a table
  const text = expose(families, false)
  t.equal(
    text,
    [
      '# HELP a_b Back\\\\slash, "quote" and\\nline',
      '# TYPE a_b gauge',
      'a_b{l="x\\"y\\\\z\\nw"} 1.5',
      'a_b -2e-7',
      '# HELP n_total Count',
      '# TYPE n_total counter',
      'n_total 3',
      '',
    ].join('\n')
  )
  t.match(parse(text).samples, [{ labels: { l: 'x"y\\z\nw' } }, { value: -2e-7 }, { name: 'n_total', value: 3 }])
  const open = expose(families, true)
  t.match(open, /# HELP a_b Back\\\\slash, \\"quote\\" and\\nline/)
  t.match(open, /# TYPE n counter\nn_total 3\n# EOF\n$/)
})

t.test('every number and truth, and how the house is', async t => {
  const { ask } = await openStand(t, { metrics: true })
  await ask('PUT', '/api/devices/plate/properties/target', { value: 42 })
  await ask('PUT', '/api/devices/plate/properties/target', { value: 999 })
  await ask('POST', '/api/stop', { scope: 'cart' })
  const { status, headers, text } = await ask('GET', '/metrics')
  t.equal(status, 200)
  t.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  const { samples, types } = parse(text)
  const of = (name: string, labels: Record<string, string> = {}) =>
    samples.find(s => s.name === name && Object.entries(labels).every(([l, v]) => s.labels[l] === v))?.value
  t.equal(of('lockstep_property', { device: 'plate', property: 'target', unit: 'Cel' }), 42)
  t.equal(of('lockstep_property', { device: 'plate', property: 'door', unit: '' }), 0)
  t.equal(of('lockstep_property', { device: 'cart', property: 'mode' }), undefined, 'a text is no number')
  t.equal(of('lockstep_property', { device: 'cart', property: 'speed' }), undefined, 'what was never read has none')
  const age = of('lockstep_property_age_seconds', { device: 'plate', property: 'temperature' })
  t.ok(age !== undefined && age >= 0 && age < 60)
  t.equal(of('lockstep_property_quality', { device: 'plate', property: 'temperature' }), 0)
  t.equal(of('lockstep_property_alarm_severity', { device: 'plate', property: 'temperature' }), 0)
  t.equal(of('lockstep_link_up', { device: 'cart' }), 1)
  t.equal(of('lockstep_latched', { scope: 'cart' }), 1)
  t.equal(of('lockstep_latched', { scope: 'plate' }), 0)
  t.equal(of('lockstep_commands_total', { outcome: 'done' }), 1)
  t.equal(of('lockstep_commands_total', { outcome: 'unknown' }), 0, 'also what never was')
  t.equal(of('lockstep_refusals_total', { refused: 'badArgs' }), 1)
  t.equal(types.get('lockstep_commands_total'), 'counter')
  for (const name of [
    'lockstep_revision',
    'process_resident_memory_bytes',
    'nodejs_heap_size_used_bytes',
    'lockstep_uptime_seconds',
  ]) {
    t.ok((of(name) ?? 0) > 0, name)
  }
  for (const name of [
    'lockstep_connections',
    'lockstep_slow_clients',
    'lockstep_samples_lost_total',
    'lockstep_event_streams',
  ]) {
    t.equal(of(name), 0, name)
  }
  t.equal(of('lockstep_event_loop_delay_seconds'), undefined, 'not measured before the first question')
  await new Promise(resolve => setTimeout(resolve, 100))
  const again = parse((await ask('GET', '/metrics')).text)
  const delays = again.samples.filter(({ name }) => name === 'lockstep_event_loop_delay_seconds')
  t.same(
    delays.map(({ labels }) => labels.quantile),
    ['0.5', '0.99', '1']
  )
  t.ok(delays.every(({ value }) => value >= 0))
})

t.test('OpenMetrics for who asks for it', async t => {
  const { ask } = await openStand(t, { metrics: true })
  const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1'
  const { headers, text } = await ask('GET', '/metrics', undefined, { Accept: accept })
  t.match(headers.get('content-type'), /^application\/openmetrics-text; version=1\.0\.0/)
  t.match(text, /# EOF\n$/)
})

t.test('for those who are in; for others where the station says so', async t => {
  const shut = await openStand(t, { admitted: false })
  t.match(await shut.ask('GET', '/metrics'), { status: 403, body: { error: 'forbidden', sentence: /`metrics: true`/ } })
  const open = await openStand(t, { admitted: false, metrics: true })
  t.equal((await open.ask('GET', '/metrics')).status, 200)
  const inside = await openStand(t, { admitted: true })
  t.equal((await inside.ask('GET', '/metrics')).status, 200)
})
