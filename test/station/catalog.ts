import type { Catalog } from '../../daemon/station/index.ts'
import { drivers } from '../../drivers/catalog/index.ts'

/** Every driver that comes with Lockstep, each with a simulator, and whatever else a test wants. */
export const catalog = (other: Partial<Catalog> = {}): Catalog => ({
  drivers,
  simulators: drivers,
  profiles: { driverOf: () => ({ problems: [] }), shipped: {} },
  ...other,
})
