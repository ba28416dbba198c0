/** THE CONTRACT (`lockstep/driver`): what a driver is, and how one is declared. */
export * from './declare.ts'
export * from './driver.ts'
