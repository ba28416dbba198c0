import { monitorEventLoopDelay } from 'node:perf_hooks'
import type Router from '@koa/router'
import { OUTCOMES, type Outcome, REFUSALS, type Refusal } from '../../protocol/index.ts'
import { QUALITIES, SEVERITIES } from '../../protocol/values.ts'
import { CONTENT_TYPE, expose, type Family, type Sample } from './exposition.ts'
import { type ApiHouse, admittedOf } from './house.ts'
import { Problem } from './problem.ts'
import type { Rest } from './rest.ts'

/** Prometheus asks, and is told what there is at this moment; nothing is kept for it between. */
export function routeMetrics(router: Router, rest: Rest): void {
  const delay = new LoopDelay()
  router.get('/metrics', ctx => {
    if (!rest.house.metrics && !admittedOf(ctx)) {
      throw new Problem(403, 'forbidden', 'Metrics are for those who are in; or set `metrics: true` in station.yaml.')
    }
    // With a version behind it that `accepts` would want to know, too.
    const openMetrics = ctx.get('Accept').includes('application/openmetrics-text')
    ctx.set('Content-Type', openMetrics ? CONTENT_TYPE.openMetrics : CONTENT_TYPE.text)
    ctx.body = expose([...deviceFamilies(rest.house), ...houseFamilies(rest), delay.family()], openMetrics)
  })
}

/** Every property that is a number or a truth; what was never read has no sample. */
function deviceFamilies({ state, clock }: ApiHouse): Family[] {
  const values: Sample[] = []
  const ages: Sample[] = []
  const qualities: Sample[] = []
  const severities: Sample[] = []
  const now = clock.now()
  for (const { name: device, description } of state.devices.values()) {
    for (const [property, { type, unit = '' }] of Object.entries(description.properties)) {
      if (type === 'string') continue
      const {
        value,
        sampled,
        quality = 'good',
        severity = 'none',
      } = state.keys.get(`${device}.${property}`)?.value ?? {}
      if (typeof value !== 'number' && typeof value !== 'boolean') continue
      const labels = { device, property }
      values.push([{ ...labels, unit }, Number(value)])
      if (sampled !== undefined) ages.push([labels, seconds(Math.max(0, now - sampled))])
      qualities.push([labels, QUALITIES.indexOf(quality)])
      severities.push([labels, SEVERITIES.indexOf(severity)])
    }
  }
  const links = [...state.devices.values()].map(
    ({ name: device, link }): Sample => [{ device }, Number(link.state === 'up')]
  )
  const latches = [...state.stops].map(([scope, { latched }]): Sample => [{ scope }, Number(latched)])
  return [
    gauge('lockstep_property', 'What a property reads; a truth is 0 or 1, the unit is a UCUM code.', values),
    gauge('lockstep_property_age_seconds', 'Since it was sampled.', ages),
    gauge('lockstep_property_quality', `${numbered(QUALITIES)}.`, qualities),
    gauge('lockstep_property_alarm_severity', `${numbered(SEVERITIES)}.`, severities),
    gauge('lockstep_link_up', 'Whether the device is connected and identified.', links),
    gauge('lockstep_latched', 'Whether a scope is stopped.', latches),
  ]
}

function houseFamilies({ house, agents, streams }: Rest): Family[] {
  const { state, sessions, version } = house
  const count = (codes: readonly (Outcome | Refusal)[], label: string): Sample[] =>
    codes.map(code => [{ [label]: code }, state.ends.get(code) ?? 0])
  const memory = process.memoryUsage()
  const one = (name: string, help: string, value: number): Family => gauge(name, help, [[{}, value]])
  return [
    counter('lockstep_commands', 'Accepted commands that ended, by outcome.', count(OUTCOMES, 'outcome')),
    counter('lockstep_refusals', 'Commands that were refused, by reason.', count(REFUSALS, 'refused')),
    counter('lockstep_events', 'Events of devices.', [[{}, state.eventNumber]]),
    counter('lockstep_samples_lost', 'Samples that were gone before a page came to them.', [[{}, sessions.lost]]),
    gauge('lockstep_info', 'This daemon.', [[{ version, epoch: state.epoch }, 1]]),
    one('lockstep_revision', 'Number of the last committed transaction.', state.revision),
    one('lockstep_connections', 'Pages and programs on a socket.', sessions.size),
    one('lockstep_slow_clients', 'Of these, those that do not keep up.', sessions.slow.length),
    one('lockstep_event_streams', 'Streams of server-sent events.', streams.size),
    one('lockstep_event_stream_waiting_bytes', 'Bytes that their readers did not take yet.', streams.waiting),
    one('lockstep_agents', 'People who command over REST.', agents.size),
    one('lockstep_sample_bytes', 'Memory for samples.', sessions.sampleBytes),
    one('lockstep_uptime_seconds', 'Since the start of this process.', process.uptime()),
    one('process_resident_memory_bytes', 'Memory of this process.', memory.rss),
    one('nodejs_heap_size_used_bytes', 'Of its heap, what is used.', memory.heapUsed),
    one('nodejs_heap_size_total_bytes', 'Its heap.', memory.heapTotal),
    counter('process_cpu_seconds', 'Time on a processor.', [[{}, cpuSeconds()]]),
  ]
}

/** How late timers ring, since they were last asked for. Measured from the first question on. */
class LoopDelay {
  readonly #resolution = 20
  readonly #histogram = monitorEventLoopDelay({ resolution: this.#resolution })
  #asked = false

  family(): Family {
    const { max, mean } = this.#histogram
    const measured = this.#asked && Number.isFinite(mean)
    const sample = (quantile: string, ns: number): Sample => [
      { quantile },
      // It measures from ring to ring, its own period included.
      seconds(Math.max(0, ns / 1e6 - this.#resolution)),
    ]
    const samples = measured
      ? [
          sample('0.5', this.#histogram.percentile(50)),
          sample('0.99', this.#histogram.percentile(99)),
          sample('1', max),
        ]
      : []
    this.#asked = true
    this.#histogram.enable()
    this.#histogram.reset()
    return gauge('lockstep_event_loop_delay_seconds', 'How late timers rang since the last question.', samples)
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Family => ({
  name,
  type: 'gauge',
  help,
  samples,
})
const counter = (name: string, help: string, samples: readonly Sample[]): Family => ({
  name,
  type: 'counter',
  help,
  samples,
})
const seconds = (ms: number): number => Math.round(ms * 1_000) / 1e6
const numbered = (names: readonly string[]): string => names.map((name, i) => `${i} ${name}`).join(', ')
