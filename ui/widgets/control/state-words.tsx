import type { Scalar } from '../../../protocol/index.ts'
import { duration, inWords } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { Running } from '../running.tsx'
import { useAge } from '../stale.ts'
import { StateMark } from '../state-mark/state-mark.tsx'
import { unsettled } from './model.ts'
import type { Control } from './use-control.ts'

/** The state as shape and words, beside the name of a control. */
export function StateWords({ control }: { control: Control }) {
  const state = control.state.value
  return (
    <span class="state-words" data-part="state" data-mark={state}>
      <StateMark state={state} />
      <span>{words(control)}</span>
    </span>
  )
}

function words(control: Control) {
  switch (control.state.value) {
    case 'confirmed':
      return 'confirmed'
    case 'pending':
      return <Pending control={control} />
    case 'diverged':
      return (
        <>
          reads <b>{inWords(control.key.value?.value as Scalar, control.property)}</b>
        </>
      )
    case 'unknown':
      return <Doubt control={control} />
    case 'blocked':
      return 'takes no input'
  }
}

function Pending({ control }: { control: Control }) {
  const since = control.status.value.pendingSince
  // A finger is on it, or somebody else's: nothing of this page is on its way.
  if (since === undefined) return <>asking…</>
  return (
    <>
      pending <Running since={since} />
    </>
  )
}

function Doubt({ control }: { control: Control }) {
  const { replica } = usePanel()
  const age = useAge(control.key)
  const { key, status } = control
  if (key.value?.value === undefined) return <>not read yet</>
  if (unsettled(key.value, status.value)) return <>not known</>
  if (key.value.quality === 'bad') return <>in doubt</>
  if (replica.link.value.state === 'given up') return <>out of touch</>
  return <>{duration(age.value ?? 0)} old</>
}
