export { type Drivers, loadStation, type Station, type StationDevice } from './load.ts'
export { type Problem, StationError } from './problem.ts'
export { SimulatedTransport } from './simulated.ts'
