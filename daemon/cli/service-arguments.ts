import { resolve } from 'node:path'
import { didYouMean } from '../../protocol/did-you-mean.ts'
import { type Subcommand, subcommand, UsageError } from './subcommand.ts'

export const SERVICE_DOES = ['install', 'uninstall', 'status'] as const

export interface ServiceWish {
  readonly do: (typeof SERVICE_DOES)[number]
  readonly dryRun: boolean
  readonly root: string
  readonly config: string | undefined
  readonly node: string | undefined
  /** Further options of the daemon: what stands behind `--`. */
  readonly options: readonly string[]
}

export const SERVICE: Subcommand<ServiceWish> = subcommand(
  `service ${SERVICE_DOES.join('|')}`,
  ['makes systemd run it, at every start', 'of this computer'],
  {
    flags: {
      'dry-run': { type: 'boolean', default: false, does: 'says what it would do, and does nothing' },
      root: { type: 'string', value: 'DIR', does: 'an image of a system, in the place of /; nothing is started there' },
      config: { type: 'string', value: 'DIR', does: 'the station to begin with; an installed one is left as it is' },
      node: { type: 'string', value: 'PATH', does: 'the Node that is to run it (the one that runs this)' },
    },
    words: SERVICE_DOES,
    more: `sudo lockstep service install -- --host 0.0.0.0
lockstep service status
sudo lockstep service uninstall

Behind -- stand options of the daemon. Exit codes: 0 done (status: it runs), 1 it failed (status: it does not run),
64 command line, 69 this system has no systemd, 77 not allowed.`,
    read(given, words): ServiceWish {
      const [word = '', ...options] = words
      const known = SERVICE_DOES.find(name => name === word)
      if (!known)
        throw new UsageError(`service ${word}: ${didYouMean(word, SERVICE_DOES)}There are: ${SERVICE_DOES.join(', ')}.`)
      if (options.length > 0 && known !== 'install')
        throw new UsageError(`service ${known} takes no options of the daemon: leave out "${options.join(' ')}".`)
      return {
        do: known,
        dryRun: given['dry-run'],
        root: resolve(given.root ?? '/'),
        config: given.config === undefined ? undefined : resolve(given.config),
        node: given.node === undefined ? undefined : resolve(given.node),
        options,
      }
    },
  }
)
