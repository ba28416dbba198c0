import type { ControlState } from '../control/model.ts'

/** The little sign of a state: the same shapes as on the widgets, small. */
export function StateMark({ state }: { state: ControlState }) {
  return (
    <svg class="state-mark" data-mark={state} viewBox="0 0 20 20" aria-hidden="true">
      <path class="wedge" d={state === 'diverged' ? 'M.5 3h7L4 8z' : 'M6.5 0h7L10 5z'} />
      {state === 'diverged' && <path class="bridge" d="M4 12h6" />}
      <circle class="ring" cx={state === 'diverged' ? 14 : 10} cy="12" r="5" />
      {state === 'blocked' && <path class="bar" d="M6.8 12h6.4" />}
    </svg>
  )
}

const LEGEND: readonly (readonly [ControlState, string, string])[] = [
  ['confirmed', 'Confirmed', 'The wedge, what the device reads, is at the ring, what was asked.'],
  ['pending', 'Pending', 'Asked, and not yet decided. The time runs until it is.'],
  ['diverged', 'Diverged', 'The device reads something else than was asked.'],
  ['unknown', 'Unknown', 'Too old, or in doubt. What is shown is the last that was known.'],
]

export function Legend() {
  return (
    <dl class="legend">
      {LEGEND.map(([state, word, meaning]) => (
        <div key={state}>
          <StateMark state={state} />
          <dt>{word}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  )
}
