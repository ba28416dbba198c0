import { useComputed, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { ActionDescription } from '../../../protocol/index.ts'
import type { ControlStatus, Input } from '../../session/api.ts'
import { unsettled } from '../control/model.ts'
import { useBlocked } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { duration } from '../figures.ts'
import { later } from '../later.tsx'
import { usePanel } from '../panel.ts'
import { useElapsed } from '../running.tsx'
import { Say, sayId } from '../say/say.tsx'
import type { FormProps } from './form.tsx'

const Form = later<FormProps>(() => import('../more.ts').then(({ Form }) => Form))

/** Something the device does. While it runs it says how far it has come, or how long it has taken and may take. */
export function Button({ name, action }: { name: string; action: ActionDescription }) {
  const { session, replica } = usePanel()
  const status = replica.status(name)
  const key = replica.key(name)
  const blocked = useBlocked(name)
  const nudge = useNudge()
  const open = useSignal(false)
  const opener = useRef<HTMLButtonElement>(null)
  const asks = Object.keys(action.input ?? {}).length > 0
  const running = useComputed(() => status.value.stage !== undefined)
  const state = useComputed(() => {
    if (running.value) return 'pending'
    if (unsettled(key.value, status.value)) return 'unknown'
    return blocked.value === undefined ? 'confirmed' : 'blocked'
  })
  const send = (input?: Input): boolean => {
    const ready = blocked.peek() === undefined && !running.peek()
    if (ready) session.call(name, input)
    else nudge.now()
    return ready
  }
  const press = () => {
    // What it will be told may be prepared while it takes nothing.
    if (asks) open.value = !open.peek()
    else send()
  }
  const close = () => {
    open.value = false
    opener.current?.focus()
  }
  const closed = blocked.value !== undefined || running.value
  return (
    <div
      class="control action"
      ref={nudge.ref}
      data-control={name}
      data-state={state}
      data-blocked={blocked.value !== undefined}
      data-open={open.value}
    >
      <button
        ref={opener}
        type="button"
        class="button"
        data-part="handle"
        aria-disabled={closed && !asks}
        aria-expanded={asks ? open.value : undefined}
        aria-describedby={sayId(name)}
        onClick={press}
      >
        <span>
          {action.title}
          {asks && '…'}
        </span>
        {running.value && <Progress status={status.value} action={action} value={key.value?.value} />}
      </button>
      {open.value && <Form name={name} action={action} send={send} close={close} />}
      <Say of={{ name, status, blocked, key }} />
    </div>
  )
}

interface ProgressProps {
  readonly status: ControlStatus
  readonly action: ActionDescription
  readonly value: unknown
}

/** What the action says of itself; without a word of it, the time it may take: full means that its outcome will be unknown. */
function Progress({ status, action, value }: ProgressProps) {
  const { clock } = usePanel()
  const elapsed = useElapsed(status.pendingSince ?? clock.now(), clock)
  const said = action.progress && typeof value === 'number'
  const done = Math.min(1, Math.max(0, said ? value : elapsed / action.within))
  return (
    <>
      <span class="button-time">
        {said
          ? `${Math.round(100 * done)}\u202f%, ${duration(elapsed)}`
          : `${duration(elapsed)} of at most ${duration(action.within)}`}
      </span>
      <span class="button-bar" data-said={said} style={{ '--done': done }} />
    </>
  )
}
