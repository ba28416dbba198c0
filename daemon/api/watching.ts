import type Router from '@koa/router'
import type { Context } from 'koa'
import * as v from 'valibot'
import { Selectors } from '../../protocol/values.ts'
import type { State } from '../core/index.ts'
import { readQuery } from './body.ts'
import { type Cursor, EventStream, type News, type Streaming } from './event-stream.ts'
import { type ApiHouse, isoOf, personOf } from './house.ts'
import { deviceOf, eventOf } from './names.ts'
import type { Rest } from './rest.ts'

const several = v.union([v.string(), v.array(v.string())])
const EventsQuery = v.strictObject({
  /** `plate.target`, `plate.*` or `*`, several with commas between them. */
  select: v.exactOptional(
    v.pipe(
      several,
      v.transform(given => [given].flat().flatMap(text => text.split(','))),
      Selectors
    )
  ),
})

/** Server-sent events: what changes, what happens, and stops. */
export function routeEvents(router: Router, rest: Rest): void {
  const { house } = rest
  router.get('/api/events', ctx => {
    const { select = ['*'] } = readQuery(ctx, EventsQuery)
    const id = ctx.get('Last-Event-ID')
    const from = cursorOf(id, house.state)
    let lost = id !== '' && from === undefined
    const write = (news: News): string => {
      const first = lost ? lostAll() : ''
      lost = false
      return first + allOf(house, news)
    }
    stream(ctx, rest, { selectors: withStops(select), from, write })
  })
  router.get('/api/devices/:device/events/:event', ctx => {
    const device = deviceOf(house.state, ctx.params.device)
    eventOf(device, ctx.params.event)
    const selector = `${device.name}.${ctx.params.event}`
    const write = ({ to, events }: News): string =>
      events.map(({ data = {} }) => sse({ id: idOf(house.state, to), data })).join('')
    const from = cursorOf(ctx.get('Last-Event-ID'), house.state) ?? now(house.state)
    stream(ctx, rest, { selectors: [selector], from, write })
  })
}

export const wantsStream = (ctx: Context): boolean => ctx.accepts('json', 'text/event-stream') === 'text/event-stream'

/** The bare values of one property, as they change, as long as they are worth something. */
export function observeValue(ctx: Context, rest: Rest, key: string): void {
  const { state } = rest.house
  let last: unknown
  const write = ({ keys, to }: News): string => {
    const { value, quality = 'good' } = (keys.length > 0 && state.keys.get(key)?.value) || {}
    if (value === undefined || quality !== 'good' || value === last) return ''
    last = value
    return sse({ id: idOf(state, to), data: value })
  }
  stream(ctx, rest, { selectors: [key], from: cursorOf(ctx.get('Last-Event-ID'), state), write })
}

function stream(ctx: Context, rest: Rest, how: Pick<Streaming, 'selectors' | 'from' | 'write'>): void {
  rest.streams.checkRoom()
  ctx.status = 200
  ctx.set('Content-Type', 'text/event-stream; charset=utf-8')
  // A proxy that collects would hold back what is to be seen at once.
  ctx.set('X-Accel-Buffering', 'no')
  if (ctx.method === 'HEAD') return
  ctx.respond = false
  ctx.res.writeHead(200)
  rest.streams.add(new EventStream({ house: rest.house, response: ctx.res, ...how }), personOf(ctx)?.name)
}

/** Whoever watches a device is told when it is stopped. */
function withStops(selectors: readonly string[]): string[] {
  const scopes = ['station', ...selectors.map(selector => selector.split('.', 1)[0] as string)]
  return [...selectors, ...scopes.filter(scope => scope !== '*').map(scope => `${scope}.$stop`)]
}

// --- positions

const idOf = ({ epoch }: State, { revision, event }: Cursor): string => `${epoch}:${revision}:${event}`
const now = ({ revision, eventNumber: event }: State): Cursor => ({ revision, event })

/** Undefined: of another life of the daemon, or not ours at all. */
function cursorOf(id: string, state: State): Cursor | undefined {
  const [, epoch, ...numbers] = /^(.+):(\d{1,15}):(\d{1,15})$/.exec(id) ?? []
  const [revision = 0, event = 0] = numbers.map(Number)
  if (epoch !== state.epoch || revision > state.revision || event > state.eventNumber) return undefined
  return { revision, event }
}

// --- words on the wire

interface Message {
  readonly id?: string
  readonly event?: string
  readonly data: unknown
}

function sse({ id, event, data }: Message): string {
  const head = (id === undefined ? '' : `id: ${id}\n`) + (event === undefined ? '' : `event: ${event}\n`)
  return `${head}data: ${JSON.stringify(data)}\n\n`
}

const lostAll = (): string =>
  sse({
    event: 'lost',
    data: {
      sentence: 'What changed and happened since is not known here any more; what follows is all that there is.',
    },
  })

/** Stops first; then what changed, all of it of one revision; then what happened, each with its own place. */
function allOf(house: ApiHouse, { from, to, complete, keys, gone, events, lostTo }: News): string {
  const { state, clock } = house
  const pieces: string[] = []
  for (const key of keys) if (key.endsWith('.$stop')) pieces.push(stopOf(state, key, complete))
  if (keys.length + gone.length > 0) {
    const data = {
      revision: to.revision,
      time: new Date().toISOString(),
      now: clock.now(),
      complete,
      keys: Object.fromEntries(keys.map(key => [key, state.keys.get(key)?.value])),
      gone,
    }
    pieces.push(sse({ id: idOf(state, { ...to, event: from.event }), event: 'change', data }))
  }
  if (lostTo !== undefined) {
    const sentence = `Events ${from.event + 1} to ${lostTo} are no longer known here.`
    pieces.push(sse({ event: 'lost', data: { from: from.event + 1, to: lostTo, sentence } }))
  }
  for (const { t: _, ...event } of events) {
    const data = { ...event, at: isoOf(clock, event.time) }
    pieces.push(sse({ id: idOf(state, { ...to, event: event.number }), event: 'event', data }))
  }
  return pieces.join('')
}

/** A stop that is in force, or one that was lifted: of what never was stopped nothing is told at the beginning. */
function stopOf(state: State, key: string, complete: boolean): string {
  const stop = state.keys.get(key)?.value.value as { readonly latched?: boolean } | undefined
  if (complete && !stop?.latched) return ''
  return sse({ event: 'stop', data: { scope: key.slice(0, -'.$stop'.length), ...stop } })
}
