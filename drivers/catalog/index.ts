import type { Driver } from '../contract.ts'
import type { MachineMaker } from '../machine.ts'
import daq from './daq/driver.ts'
import daqSimulator from './daq/simulator.ts'
import host from './host/driver.ts'
import hostSimulator from './host/simulator.ts'
import plate from './plate/driver.ts'
import plateSimulator from './plate/simulator.ts'

/** Every driver that comes with Lockstep, by its folder's name. */
export const drivers: Readonly<Record<string, Driver>> = { plate, daq, host }

/** ... and what stands in for its hardware. */
export const simulators: Readonly<Record<string, MachineMaker>> = {
  plate: plateSimulator,
  daq: daqSimulator,
  host: hostSimulator,
}
