import { effect, type ReadonlySignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { KeyValue } from '../../../protocol/index.ts'
import { figure } from '../figures.ts'

const UNREAD = '–'

/** The number alone changes with every revision: its text nodes are written past all rendering. */
export function Figure({ signal, digits }: { signal: ReadonlySignal<KeyValue | undefined>; digits: number }) {
  const root = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    if (!root.current) return
    const texts = [new Text(), new Text(), new Text()] as const
    const [point, fraction] = root.current.children
    root.current.prepend(texts[0])
    point?.append(texts[1])
    fraction?.append(texts[2])
    const end = effect(() => {
      const value = signal.value?.value
      const [whole, decimals] = typeof value === 'number' ? figure(value, digits).split('.') : [UNREAD]
      const parts = [whole, decimals && '.', decimals]
      texts.forEach((text, i) => {
        const part = parts[i] ?? ''
        if (text.data !== part) text.data = part
      })
    })
    return () => {
      end()
      for (const text of texts) text.remove()
    }
  }, [signal, digits])
  return (
    <span data-part="value" ref={root}>
      <span class="point" />
      <span class="fraction" />
    </span>
  )
}
