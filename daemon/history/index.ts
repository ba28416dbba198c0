export { RunError, type RunFile, Runs, type RunWish } from './runs.ts'
