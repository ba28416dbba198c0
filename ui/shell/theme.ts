import { type Signal, signal } from '@preact/signals'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const STORED = 'lockstep.theme'

export const theme: Signal<Theme> = signal('auto')

/** Takes up what was chosen last. Without storage (private windows) the choice lasts as long as the page. */
export function followTheme(): void {
  theme.value = THEMES.find(name => name === recall()) ?? 'auto'
  theme.subscribe(chosen => {
    if (chosen === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
    try {
      localStorage.setItem(STORED, chosen)
    } catch {
      // Nothing depends on it.
    }
  })
}

function recall(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null
  }
}
