import { openOutside, outsideLines } from './outside.ts'
import { openSupervised, type Supervision } from './supervised.ts'

export { runService, type ServiceOrder } from './command.ts'

interface Surroundings extends Omit<Supervision, 'env' | 'pid'>, Omit<Parameters<typeof openOutside>[0], 'log'> {}

/** The system around the daemon: whoever supervises it, and the network in which it is found. */
export function openService(surroundings: Surroundings) {
  const supervised = openSupervised({ ...surroundings, env: process.env, pid: process.pid })
  const outside = openOutside(surroundings)
  return {
    /** The page can be opened. What is to be said of it: how others get there. */
    ready(claim: string | undefined, isTerminal: boolean): string {
      supervised.ready()
      return outsideLines(outside, claim, isTerminal)
    },
    close(): Promise<void> {
      supervised.stopping()
      return outside.close()
    },
  }
}
