/** What `npm run sim` lives through, and how much of it there must be. */
export const CAMPAIGN = {
  from: 1,
  seeds: 345,
  hours: 10,
  commands: 100_000,
  acts: 10_000,
  eachFault: 100,
} as const

/** The first fifth of it: what the tests live through, on each Node. */
export const SHORT = {
  from: CAMPAIGN.from,
  seeds: CAMPAIGN.seeds / 5,
  hours: CAMPAIGN.hours / 5,
  commands: CAMPAIGN.commands / 5,
  acts: CAMPAIGN.acts / 5,
  eachFault: CAMPAIGN.eachFault / 5,
} as const
