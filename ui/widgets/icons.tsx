/** Shapes carry the meaning; colour only repeats it. */

const OCTAGON = 'M5.9 1h8.2L19 5.9v8.2L14.1 19H5.9L1 14.1V5.9z'

export const Octagon = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d={OCTAGON} fill="none" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round" />
  </svg>
)

export const FullOctagon = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d={OCTAGON} fill="currentColor" />
  </svg>
)

export const Triangle = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d="M10 2.5 18.5 17h-17z" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round" />
    <path d="M10 7.8v4.4" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
    <circle cx="10" cy="14.6" r="1.1" fill="currentColor" />
  </svg>
)

export const Cross = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d="m5.5 5.5 9 9m0-9-9 9" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
  </svg>
)

/** A dial's handle on its scale: what is asked, over what is read. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 28 28" aria-hidden="true">
    <rect width="28" height="28" rx="8" fill="var(--ink)" />
    <path d="M6 18h16" stroke="var(--surface)" stroke-width="2.6" stroke-linecap="round" />
    <path d="M7.4 6.5h7.2L11 12.6z" fill="var(--surface)" />
    <circle cx="18.4" cy="18" r="4" fill="var(--ink)" stroke="var(--asked)" stroke-width="2.6" />
  </svg>
)

export const Minus = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d="M5 10h10" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
  </svg>
)

export const Plus = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d="M5 10h10M10 5v10" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
  </svg>
)
