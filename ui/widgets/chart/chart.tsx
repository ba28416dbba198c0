import { useComputed } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { DeviceDescription } from '../../../protocol/index.ts'
import { tracesOf } from '../../replica/traces.ts'
import { usePanel } from '../panel.ts'
import { takeHands } from './hands.ts'
import { type Line, linesOf } from './lines.ts'
import { Model } from './model.ts'
import { Strip } from './strip.ts'
import { PRESETS, spanWords, timeOfDay } from './view.ts'

interface Props {
  readonly device: string
  readonly about: DeviceDescription
}

/** Everything numeric of a device as this page received it: to be followed live, and to be looked back upon. */
export function Chart({ device, about }: Props) {
  const { replica, session } = usePanel()
  const traces = tracesOf(replica, session)
  const model = useMemo(() => new Model(linesOf(device, about), traces), [device, about, traces])
  const root = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!root.current || model.lines.length === 0) return
    const strip = new Strip(root.current, model)
    const leave = takeHands(root.current, model, strip)
    return () => {
      leave()
      strip.end()
    }
  }, [model])
  const state = useComputed(() => (model.view.value.end === undefined ? 'live' : 'past'))
  const names = useComputed(() => [...model.shown.value].map(({ title }) => title).join(', ') || 'nothing')
  const empty = useComputed(() => model.empty.value !== false)
  const label = useComputed(() => `Chart of ${names.value}`)
  if (model.lines.length === 0) return null
  return (
    <figure class="chart" data-part="chart" data-chart={device} data-state={state} data-empty={empty}>
      <Head model={model} />
      <div class="chart-legend">
        {model.lines.map(line => (
          <Key key={line.id} line={line} model={model} />
        ))}
      </div>
      <div
        class="chart-plot"
        data-part="chart-plot"
        ref={root}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys pan and zoom
        tabIndex={0}
        role="application"
        aria-label={label}
        aria-roledescription="strip chart"
        aria-keyshortcuts="ArrowLeft ArrowRight + - Home End L"
      >
        {model.empty.value && <p class="chart-empty">Nothing was received in this time.</p>}
      </div>
      {state.value === 'past' && (
        <button type="button" class="chart-live" data-part="chart-live" onClick={() => model.live()}>
          Back to live
        </button>
      )}
    </figure>
  )
}

function Head({ model }: { model: Model }) {
  const { view } = model
  const when = useComputed(() => {
    const { span, end } = view.value
    if (end === undefined) return `Last ${spanWords(span)}`
    return `${timeOfDay(end - span, 1_000)} to ${timeOfDay(end, 1_000)}`
  })
  return (
    <figcaption class="chart-head">
      <h3 data-part="chart-when">{when}</h3>
      <div class="chart-tools">
        <fieldset class="chart-spans" aria-label="Time shown">
          {PRESETS.map(span => (
            <button
              key={span}
              type="button"
              aria-pressed={view.value.span === span}
              onClick={() => {
                view.value = { ...view.value, span }
              }}
            >
              {span / 60_000} min
            </button>
          ))}
        </fieldset>
        <button type="button" class="quiet-button" aria-label="Show more time" onClick={() => model.zoom(2, 0.5)}>
          −
        </button>
        <button type="button" class="quiet-button" aria-label="Show less time" onClick={() => model.zoom(0.5, 0.5)}>
          +
        </button>
      </div>
    </figcaption>
  )
}

/** A line's name and value; pressed, it comes and goes. */
function Key({ line, model }: { line: Line; model: Model }) {
  const on = model.shown.value.has(line)
  return (
    <button type="button" class="chart-key" data-line={line.id} aria-pressed={on} onClick={() => model.toggle(line)}>
      <svg viewBox="0 0 24 4" aria-hidden="true">
        <path d="M0 2H24" style={{ stroke: `var(${line.look.colour})` }} stroke-dasharray={line.look.dash.join(' ')} />
      </svg>
      <span>{line.title}</span>
      <b style={{ minWidth: `${line.scale.widest + line.scale.unit.length + 1}ch` }}>{model.words.get(line)}</b>
    </button>
  )
}
