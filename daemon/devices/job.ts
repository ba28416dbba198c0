import type { Driver } from '../../drivers/contract.ts'
import type { Scalar } from '../../protocol/index.ts'
import type { Answer, Job } from '../core/index.ts'
import type { Conversation, Terms } from './conversation.ts'
import { readingFault, readingOf } from './values.ts'

/** Lets the driver do what core decided. */
export function beginJob(
  conversation: Conversation,
  driver: Driver,
  job: Job,
  progress: (fraction: number) => void = () => {}
): void {
  if (job.kind === 'call') {
    const action = driver.actions[job.action]
    if (!action) return conversation.end(missing(`action "${job.action}"`))
    return conversation.run(
      link => action.run(link, job.input, progress),
      () => ({ is: 'acknowledged' })
    )
  }
  const property = driver.properties[job.property]
  if (job.kind === 'set') {
    const write = property?.write as ((link: Conversation, value: Scalar) => Promise<unknown>) | undefined
    if (!write) return conversation.end(missing(`way to write "${job.property}"`))
    const { calibration } = property ?? {}
    const said = calibration && typeof job.value === 'number' ? calibration.said(job.value) : job.value
    return conversation.run(
      () => write(conversation, said),
      () => ({ is: 'acknowledged' })
    )
  }
  if (!property?.read) return conversation.end(missing(`way to read "${job.property}"`))
  conversation.run(property.read, (value, sampled) => {
    const why = readingFault(value, property.description.type)
    return why ? { is: 'broken', why } : { is: 'read', reading: readingOf(driver, job.property, value, sampled) }
  })
}

/** What core and owner agree on for a job: an action takes the time it declares. */
beginJob.terms = (driver: Driver, job: Job): Partial<Terms> => {
  const within = job.kind === 'call' ? driver.actions[job.action]?.description.within : undefined
  return {
    ...(within !== undefined && { timeout: within, within }),
    ...(job.command !== undefined && { command: job.command }),
  }
}

const missing = (what: string): Answer => ({ is: 'broken', why: `it has no ${what}` })
