import type { State } from '../core/index.ts'
import { type Notify, openNotify } from './notify.ts'
import { Progress, type Watched } from './progress.ts'

export interface Supervision extends Watched {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pid: number
  readonly log: (sentence: string, level: 'info' | 'warn') => void
  /** For tests; else the socket that the environment names. */
  readonly notify?: Notify
}

export interface Supervised {
  /** The page can be opened. */
  ready(): void
  /** The end has begun: what takes long now is no fault. */
  stopping(): void
}

const NOBODY: Supervised = { ready: () => {}, stopping: () => {} }

/** How the daemon and systemd speak: `Type=notify`, and a watchdog that is fed by progress alone. */
export function openSupervised(supervision: Supervision): Supervised {
  const { env, log } = supervision
  let notify: Notify | undefined
  try {
    notify = supervision.notify ?? openNotify(env.NOTIFY_SOCKET)
  } catch (error) {
    log(`systemd cannot be told anything: ${(error as Error).message}.`, 'warn')
  }
  if (!notify) return NOBODY
  const tell = notify
  let forget = (): void => {}
  return {
    ready() {
      tell({ READY: 1, STATUS: statusOf(supervision.state) })
      const every = watchdogOf(supervision)
      if (every !== undefined) forget = feed(supervision, tell, every)
    },
    stopping() {
      forget()
      tell({ STOPPING: 1, STATUS: 'Every page is told, every port is given back.' })
    },
  }
}

/** How often the watchdog wants to be fed, ms: thrice within its patience. Undefined: there is none, or it is not ours. */
export function watchdogOf({ env, pid }: Pick<Supervision, 'env' | 'pid'>): number | undefined {
  const patience = Number(env.WATCHDOG_USEC)
  if (!(patience > 0) || (env.WATCHDOG_PID !== undefined && Number(env.WATCHDOG_PID) !== pid)) return undefined
  return patience / 3_000
}

function feed(watched: Watched & Pick<Supervision, 'log'>, tell: Notify, every: number): () => void {
  const progress = new Progress(watched)
  let said = false
  let forget = (): void => {}
  const look = (): void => {
    const lacking = progress.lacking()
    if (lacking === undefined) tell({ WATCHDOG: 1, STATUS: statusOf(watched.state) })
    else if (!said) watched.log(`The watchdog is not fed any more: ${lacking}`, 'warn')
    said = lacking !== undefined
    forget = watched.clock.after(every, look)
  }
  look()
  return () => forget()
}

/** What `systemctl status` shows. */
export function statusOf({ devices, stops }: State): string {
  const away = [...devices.values()].filter(({ link }) => link.state !== 'up').map(({ name }) => name)
  const latched = [...stops].filter(([, { latched }]) => latched).map(([scope]) => scope)
  const count = `${devices.size} ${devices.size === 1 ? 'device' : 'devices'}`
  const parts = [count]
  if (away.length > 0) parts.push(`not connected: ${away.join(', ')}`)
  if (latched.length > 0) parts.push(`stopped: ${latched.join(', ')}`)
  return parts.join('; ')
}
