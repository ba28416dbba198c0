import type Router from '@koa/router'
import * as v from 'valibot'
import { LIMITS } from '../../protocol/index.ts'
import type { Past } from '../sessions/index.ts'
import { readQuery } from './body.ts'
import { type ApiHouse, wallOf } from './house.ts'
import { deviceOf, missing } from './names.ts'

const whole = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, 'expected a whole number'),
    v.transform(Number),
    v.minValue(least, `expected at least ${least}`),
    v.maxValue(most, `expected at most ${most}`)
  )

const HistoryQuery = v.strictObject({
  /** Most samples in the answer. */
  samples: v.exactOptional(whole(1, LIMITS.samples)),
  /** From this moment on: `2026-11-20T17:00:00Z`, or ms since 1970. */
  since: v.exactOptional(
    v.pipe(
      v.string(),
      v.transform(text => (/^\d+$/.test(text) ? Number(text) : Date.parse(text))),
      v.number('expected a time, as 2026-11-20T17:00:00Z or as ms since 1970')
    )
  ),
  /** Those that follow this number. */
  after: v.exactOptional(whole(0, Number.MAX_SAFE_INTEGER)),
  format: v.exactOptional(v.picklist(['json', 'csv'])),
})

interface Sample {
  readonly number: number
  /** Wall clock, ms since 1970, and the same as people write it. */
  readonly ms: number
  readonly at: string
  readonly values: readonly number[]
}

/** What the rings hold: the samples that a chart begins with. */
export function routeHistory(router: Router, house: ApiHouse): void {
  router.get('/api/history/:device/:stream', ctx => {
    const device = deviceOf(house.state, ctx.params.device)
    const { samples: most = 1_000, since, after, format } = readQuery(ctx, HistoryQuery)
    const { stream: name = '' } = ctx.params
    const stream = `${device.name}.${name}`
    const forwards = since !== undefined || after !== undefined
    const past = house.sessions.past(stream, forwards ? Number.MAX_SAFE_INTEGER : most)
    if (!past) missing('stream', name, streamsOf(device, house), `${device.name} has`)
    const { from, to } = selection(past, { after, most, since: since && since - wallOf(house.clock, 0) })
    const offset = wallOf(house.clock, 0)
    const samples = Array.from({ length: to - from }, (_, i) => sampleOf(past, from + i, offset))
    const channels = channelsOf(device, name)
    const first = past.first + from
    if (format === 'csv') {
      ctx.type = 'text/csv; charset=utf-8; header=present'
      ctx.body = csv(channels, samples)
      return
    }
    const next = to < past.times.length ? `${ctx.path}?after=${past.first + to - 1}&samples=${most}` : undefined
    ctx.body = {
      stream,
      channels: channels.map(name => ({ name, unit: device.description.properties[name]?.unit })),
      epoch: house.state.epoch,
      // Numbers have no gaps: what is missing between two answers was lost.
      first: samples.length > 0 ? first : null,
      last: samples.length > 0 ? first + samples.length - 1 : null,
      newest: past.last,
      ...(after !== undefined && { lost: Math.max(0, past.first - 1 - after) }),
      ...(next && { next }),
      samples,
    }
  })
}

type Device = ReturnType<typeof deviceOf>

const channelsOf = ({ description }: Device, stream: string): readonly string[] =>
  description.streams?.[stream]?.channels ?? [stream]

const streamsOf = ({ name, description }: Device, { sessions }: ApiHouse): string[] =>
  [...Object.keys(description.streams ?? {}), ...Object.keys(description.properties)].filter(
    stream => sessions.past(`${name}.${stream}`, 0) !== undefined
  )

interface Wish {
  readonly after: number | undefined
  readonly since: number | undefined
  readonly most: number
}

/** Forwards from a number or a moment, so that page follows page; without either, the newest. */
function selection({ first, times }: Past, { after = 0, since = Number.NEGATIVE_INFINITY, most }: Wish) {
  const moment = times.findIndex(time => time >= since)
  const from = moment === -1 ? times.length : Math.min(times.length, Math.max(moment, after + 1 - first))
  return { from, to: Math.min(times.length, from + most) }
}

function sampleOf({ first, times, values }: Past, i: number, offset: number): Sample {
  // To the microsecond: what is finer is the conversion's.
  const ms = Math.round(((times[i] as number) + offset) * 1_000) / 1_000
  return {
    number: first + i,
    ms,
    at: new Date(ms).toISOString(),
    values: values.map(column => column[i] as number),
  }
}

/** Comma-separated, RFC 4180; names and numbers need no quotes. */
function csv(channels: readonly string[], samples: readonly Sample[]): string {
  const lines = samples.map(({ number, ms, at, values }) => [number, at, ms, ...values].join(','))
  return `${[['number', 'at', 'ms', ...channels].join(','), ...lines].join('\r\n')}\r\n`
}
