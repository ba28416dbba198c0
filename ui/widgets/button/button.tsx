import { useComputed } from '@preact/signals'
import type { ActionDescription } from '../../../protocol/index.ts'
import type { ControlStatus } from '../../session/api.ts'
import { unsettled } from '../control/model.ts'
import { useBlocked } from '../control/use-control.ts'
import { useNudge } from '../control/use-nudge.ts'
import { duration } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { useElapsed } from '../running.tsx'
import { Say, sayId } from '../say/say.tsx'

/** Something the device does. While it runs it says how long, and how long it may. */
export function Button({ name, action }: { name: string; action: ActionDescription }) {
  const { session, replica } = usePanel()
  const status = replica.status(name)
  const key = replica.key(name)
  const blocked = useBlocked(name)
  const nudge = useNudge()
  const running = useComputed(() => status.value.stage !== undefined)
  const state = useComputed(() => {
    if (running.value) return 'pending'
    if (unsettled(key.value, status.value)) return 'unknown'
    return blocked.value === undefined ? 'confirmed' : 'blocked'
  })
  const press = () => {
    if (blocked.peek() !== undefined || running.peek()) return nudge.now()
    session.call(name)
  }
  return (
    <div
      class="control action"
      ref={nudge.ref}
      data-control={name}
      data-state={state}
      data-blocked={blocked.value !== undefined}
    >
      <button
        type="button"
        class="button"
        data-part="handle"
        aria-disabled={blocked.value !== undefined || running.value}
        aria-describedby={sayId(name)}
        onClick={press}
      >
        <span>{action.title}</span>
        {running.value && <Progress status={status.value} within={action.within} />}
      </button>
      <Say of={{ name, status, blocked, key }} />
    </div>
  )
}

/** The bar fills with the time the action may take: full means that its outcome will be unknown. */
function Progress({ status, within }: { status: ControlStatus; within: number }) {
  const { clock } = usePanel()
  const elapsed = useElapsed(status.pendingSince ?? clock.now(), clock)
  return (
    <>
      <span class="button-time">
        {duration(elapsed)} of at most {duration(within)}
      </span>
      <span class="button-bar" style={{ '--done': Math.min(1, elapsed / within) }} />
    </>
  )
}
