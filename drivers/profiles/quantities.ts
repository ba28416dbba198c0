/** What there is on the simulated bench: what a source is set to, what a meter is set to, and what can be measured. */
export const QUANTITIES = [
  'source.volts',
  'source.amps',
  'source.on',
  'source.most',
  'source.tripped',
  'source.clear',
  'meter.function',
  'meter.reading',
  'volts',
  'amps',
  'watts',
] as const
export type Quantity = (typeof QUANTITIES)[number]
