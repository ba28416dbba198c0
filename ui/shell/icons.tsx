export const Magnifier = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d="m13 13 5 5" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />
    <circle cx="8.5" cy="8.5" r="6" fill="none" stroke="currentColor" stroke-width="2" />
  </svg>
)

/** Devices, one below the other, each with its mark. */
export const List = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d="M8 4.5h10M8 10h10M8 15.5h10" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
    <path d="M2.5 4.5h.01M2.5 10h.01M2.5 15.5h.01" stroke="currentColor" stroke-width="3" stroke-linecap="round" />
  </svg>
)

export const Person = () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <circle cx="10" cy="6" r="3.6" fill="none" stroke="currentColor" stroke-width="2" />
    <path d="M3 18c0-4 3-6 7-6s7 2 7 6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
  </svg>
)
