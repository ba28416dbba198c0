import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Offer } from '../../../protocol/index.ts'
import { Notice } from './notice.tsx'

/** Boards that stand in no config, each with what to write there. Nothing is opened before that. */
export function Offers({ offers }: { offers: readonly Offer[] }) {
  return (
    <>
      {offers.map(offer => (
        <OneOffer key={offer.path} offer={offer} />
      ))}
    </>
  )
}

function OneOffer({ offer: { path, title, id, guess, yaml } }: { offer: Offer }) {
  return (
    <Notice title={`A board was plugged in: ${title}`}>
      <p>
        USB {id}, at <code>{path}</code>.{' '}
        {guess ? (
          <>
            It may be for the driver <b>{guess.driver}</b>: {guess.why}
          </>
        ) : (
          'Which driver it is for is not known here.'
        )}
      </p>
      <Lines yaml={yaml} />
    </Notice>
  )
}

/** What is to be pasted, and a button that copies it. */
function Lines({ yaml }: { yaml: string }) {
  const lines = useRef<HTMLPreElement>(null)
  const said = useSignal('')
  const copy = async () => {
    const copied = await copyOf(yaml, lines.current)
    said.value = copied ? 'Copied. Paste it below “devices:” and save.' : 'Selected: copy it by key.'
  }
  return (
    <>
      <p>
        To use it, write this below <code>devices:</code> in <code>station.yaml</code>:
      </p>
      <pre class="yaml" ref={lines}>
        {yaml}
      </pre>
      <button type="button" class="quiet-button" data-part="copy" onClick={copy}>
        Copy the lines
      </button>
      <small role="status"> {said}</small>
    </>
  )
}

/** Over plain HTTP in a LAN a browser has no clipboard for scripts: there it copies what is selected, as of old. */
async function copyOf(text: string, shown: Element | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown)
    return document.execCommand('copy')
  }
}
