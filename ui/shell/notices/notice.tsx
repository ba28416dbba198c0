import type { ComponentChildren } from 'preact'

export function Notice({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="notice" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
