export { type RunError, Runs } from './runs.ts'
