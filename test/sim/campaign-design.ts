/** What CI lives through, and how much of it there must be. */
export const CAMPAIGN = {
  from: 1,
  seeds: 345,
  hours: 10,
  commands: 100_000,
  acts: 10_000,
  eachFault: 100,
} as const
