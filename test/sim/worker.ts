import { parentPort } from 'node:worker_threads'
import { liveThrough, type Task } from './campaign.ts'

/** Lives through the worlds it is given, one after the other. */
const port = parentPort
if (!port) throw new Error('This runs in a worker.')

// What nobody caught belongs to the world that is being lived through; its result says so.
const uncaught: string[] = []
const note = (error: unknown): void => {
  uncaught.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
}
process.on('uncaughtException', note)
process.on('unhandledRejection', note)

port.on('message', (task: Task) => {
  liveThrough(task).then(
    result => port.postMessage({ ...result, thrown: [...result.thrown, ...uncaught.splice(0)] }),
    error => {
      throw error
    }
  )
})
