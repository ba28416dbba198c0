export { loadStation, type StationDevice } from './load.ts'
export { StationError } from './problem.ts'
export { SimulatedTransport } from './simulated.ts'
