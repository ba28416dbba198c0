import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import type { KeyValue } from '../../../protocol/index.ts'
import type { ControlStatus } from '../../session/api.ts'
import type { Mark } from '../control/model.ts'
import { Cross, FullOctagon, Triangle } from '../icons.tsx'
import { usePanel } from '../panel.ts'
import { useDeviceLink } from '../stale.ts'
import { type Sentence, sentenceOf } from './sentence.ts'

export interface Speaker {
  readonly name: string
  readonly status: ReadonlySignal<ControlStatus>
  readonly blocked: ReadonlySignal<string | undefined>
  readonly key?: ReadonlySignal<KeyValue | undefined>
  readonly grip?: ReadonlySignal<string | undefined>
  readonly mark?: ReadonlySignal<Mark>
}

/** The line beneath a control. Its room is always kept, so that words never move what a hand is aiming at. */
export function Say({ of, note }: { of: Speaker; note?: ReadonlySignal<Sentence | undefined> }) {
  const { session, replica } = usePanel()
  const link = useDeviceLink(of.name.slice(0, of.name.indexOf('.')))
  const dismissed = useSignal<ControlStatus['last']>(undefined)
  const sentence = useComputed(() =>
    sentenceOf({
      note: note?.value,
      key: of.key?.value,
      status: of.status.value,
      blocked: of.blocked.value,
      grip: of.grip?.value,
      self: session.name,
      mark: of.mark?.value,
      reachable: link.value?.state === 'up',
      dismissed: dismissed.value,
    })
  ).value
  const dismiss = () => {
    dismissed.value = of.status.value.last
  }
  return (
    <div class="say" data-tone={sentence?.tone ?? 'quiet'}>
      {sentence?.tone === 'warn' && <Triangle />}
      {sentence?.tone === 'alarm' && <FullOctagon />}
      <span id={sayId(of.name)} data-part="say" aria-live={sentence?.tone === 'quiet' ? 'off' : 'polite'}>
        {sentence?.text}
      </span>
      {sentence?.offer === 'dismiss' && (
        <button type="button" class="quiet-button dismiss" data-part="dismiss" aria-label="Dismiss" onClick={dismiss}>
          <Cross />
        </button>
      )}
      {sentence?.offer === 'read' && (
        <button
          type="button"
          class="quiet-button"
          data-part="read"
          aria-disabled={replica.link.value.state !== 'live'}
          onClick={() => replica.link.value.state === 'live' && session.read(of.name)}
        >
          Read again
        </button>
      )}
    </div>
  )
}

export const sayId = (control: string): string => `say-${control}`
