import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, installSteps, ServiceError, type Step, uninstallSteps } from './install.ts'
import { type StatusGround, showStatus } from './status.ts'

export interface ServiceOrder {
  readonly do: 'install' | 'uninstall' | 'status'
  readonly dryRun: boolean
  readonly root: string
  readonly config: string | undefined
  readonly node: string | undefined
  readonly options: readonly string[]
}

export interface ServiceGround extends StatusGround {
  /** Where this Lockstep lies. */
  readonly lib: string
  /** The station that comes with it. */
  readonly config: string
  readonly node: string
  /** Whose process this is: 0 is root. Undefined where there are no users of this kind. */
  readonly uid: number | undefined
  /** Whether systemd runs this system. */
  readonly systemd: boolean
}

const EX_UNAVAILABLE = 69
const EX_NOPERM = 77

/** `lockstep service`: each step is said, then done. Resolves with the exit code. */
export async function runService(order: ServiceOrder, ground: ServiceGround): Promise<number> {
  if (order.do === 'status') {
    mayRun(ground)
    return showStatus(ground)
  }
  const steps = order.do === 'install' ? installSteps(installationOf(order, ground)) : uninstallSteps(order.root)
  if (!order.dryRun) mayDo(order, ground)
  for (const step of steps) follow(step, order, ground)
  if (order.dryRun) ground.print('Nothing was done: this was a dry run.')
  else if (order.do === 'install' && order.root === '/') {
    ground.print('Installed: it runs, and will after each start of this computer.')
    ground.print('The first user is made with the code in its log: sudo journalctl -u lockstep | grep code')
    ground.print('Where it is, and how it is: lockstep service status')
  }
  return 0
}

function follow({ say, do: act }: Step, { dryRun, root }: ServiceOrder, { print }: ServiceGround): void {
  print(say)
  if (dryRun) return
  try {
    act()
  } catch (error) {
    if (error instanceof ServiceError) throw error
    throw new ServiceError(
      `This failed: ${(error as Error).message}. What was done before stays; mend it in ${root}, and try again.`
    )
  }
}

function installationOf({ root, config, node, options }: ServiceOrder, ground: ServiceGround): Installation {
  const { lib } = ground
  if (!existsSync(join(lib, 'dist/daemon/main.js')))
    throw new ServiceError(`Lockstep in ${lib} is not built: npm run build`)
  const from = config ?? ground.config
  if (!existsSync(join(from, 'station.yaml')))
    throw new ServiceError(`There is no station.yaml in ${from}: name the folder of a station with --config DIR.`)
  return { lib, node: node ?? ground.node, config: from, options, root }
}

/** An image belongs to whoever makes it. */
function mayDo(order: ServiceOrder, ground: ServiceGround): void {
  if (order.root !== '/') return
  mayRun(ground)
  if (ground.uid !== 0)
    throw new ServiceError(
      `Only root may do this: sudo lockstep service ${order.do}   (--dry-run says what it would do)`,
      EX_NOPERM
    )
}

function mayRun({ systemd }: ServiceGround): void {
  if (systemd) return
  throw new ServiceError(
    'This system is not run by systemd, which is to start the service. Let whatever starts programs here run: lockstep start',
    EX_UNAVAILABLE
  )
}
