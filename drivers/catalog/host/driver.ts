import { defineDriver, file, type Link, type NumberOptions, number, toggle } from '../../contract.ts'
import { framing, refusal } from '../../files.ts'
import { loadOf, rateOf } from './counters.ts'
import { diskOf, filesOf, memoryOf, sure } from './files.ts'
import { temperatureOf, throttledOf, undervoltageOf } from './sensors.ts'

const DISK = '/'
const MODELS = ['/proc/device-tree/model', '/sys/class/dmi/id/product_name']
const NAMES = ['/proc/sys/kernel/hostname', '/proc/sys/kernel/osrelease']
/** What a maker's tool leaves where nobody wrote a name. */
const NAMELESS = /^(to be filled by|system product name|default string|not (specified|applicable)|$)/i

const GIBIBYTE = 2 ** 30

/** An amount of memory: more than 0, and nobody knows how much. */
const mebibytes = (title: string, read: (link: Link) => Promise<number>, every: NumberOptions['every'] = '5 s') =>
  number({
    title,
    section: 'Memory',
    unit: 'MiBy',
    range: [0, 2 ** 24],
    precision: 1,
    deadband: 2,
    every,
    staleAfter: every === '5 s' ? '15 s' : '3 min',
    read,
  })

const rate = (title: string, way: 'rx' | 'tx') =>
  number({
    title,
    section: 'Network',
    unit: 'kBy/s',
    range: [0, 1_250_000],
    precision: 0.1,
    deadband: 0.1,
    every: '2 s',
    staleAfter: '7 s',
    async read(link) {
      const bytes = await rateOf(link, way)
      return bytes === null ? null : bytes / 1_000
    },
  })

const percentOfDisk = async (link: Link): Promise<number> => {
  const { total, free, available } = await diskOf(link, DISK)
  // As df reckons: what is kept for root is neither used nor to be had.
  return (100 * (total - free)) / (total - free + available)
}

async function identify(link: Link): Promise<RegExpExecArray> {
  const found = await filesOf(link, [...NAMES, ...MODELS])
  const said = (path: string): string => (found[path] ?? '').replaceAll('\0', '').trim()
  const [hostname = '', kernel = ''] = NAMES.map(said)
  const model = MODELS.map(said).find(name => !NAMELESS.test(name))
  const identity = [hostname, ...(model === undefined ? [] : [model]), `Linux ${kernel}`].join(', ')
  return /^(?<version>.+)$/s.exec(identity) as RegExpExecArray
}

export default defineDriver({
  title: 'This computer',
  transport: file({ roots: ['/proc', '/sys'], disks: [DISK] }),
  framing,
  refusal,
  timeout: '2 s',

  properties: {
    load: number({
      title: 'Load',
      section: 'Processor',
      look: 'gauge',
      unit: '%',
      range: [0, 100],
      precision: 0.1,
      deadband: 0.5,
      every: '2 s',
      staleAfter: '7 s',
      read: loadOf,
    }),
    loadAverage: number({
      title: 'Load average, 1 min',
      section: 'Processor',
      range: [0, 1_000],
      precision: 0.01,
      every: '5 s',
      staleAfter: '15 s',
      read: async link => Number.parseFloat(await sure(link, '/proc/loadavg')),
    }),
    temperature: number({
      title: 'Temperature',
      section: 'Processor',
      unit: 'Cel',
      range: [0, 110],
      precision: 0.1,
      deadband: 0.3,
      every: '2 s',
      staleAfter: '7 s',
      alarm: { high: 80, highHigh: 90, hysteresis: 2 },
      read: temperatureOf,
    }),
    memory: number({
      title: 'Memory used',
      section: 'Memory',
      look: 'bar',
      unit: '%',
      range: [0, 100],
      precision: 0.1,
      deadband: 0.2,
      every: '5 s',
      staleAfter: '15 s',
      async read(link) {
        const of = await memoryOf(link)
        return 100 * (1 - of('MemAvailable') / of('MemTotal'))
      },
    }),
    memoryUsed: mebibytes('Used', async link => {
      const of = await memoryOf(link)
      return of('MemTotal') - of('MemAvailable')
    }),
    memoryAvailable: mebibytes('Available', async link => (await memoryOf(link))('MemAvailable')),
    memoryTotal: mebibytes('Total', async link => (await memoryOf(link))('MemTotal'), '1 min'),
    swap: mebibytes('Swap used', async link => {
      const of = await memoryOf(link)
      return of('SwapTotal') - of('SwapFree')
    }),
    disk: number({
      title: 'Disk used',
      section: 'Disk',
      look: 'bar',
      unit: '%',
      range: [0, 100],
      precision: 0.1,
      deadband: 0.05,
      every: '30 s',
      staleAfter: '90 s',
      alarm: { high: 90, highHigh: 97, hysteresis: 1 },
      read: percentOfDisk,
    }),
    diskAvailable: number({
      title: 'Available',
      section: 'Disk',
      unit: 'GiBy',
      range: [0, 2 ** 20],
      precision: 0.01,
      every: '30 s',
      staleAfter: '90 s',
      read: async link => (await diskOf(link, DISK)).available / GIBIBYTE,
    }),
    networkIn: rate('Received', 'rx'),
    networkOut: rate('Sent', 'tx'),
    uptime: number({
      title: 'Uptime',
      section: 'System',
      unit: 's',
      range: [0, 2 ** 31],
      precision: 1,
      every: '10 s',
      staleAfter: '30 s',
      read: async link => Math.floor(Number.parseFloat(await sure(link, '/proc/uptime'))),
    }),
    undervoltage: toggle({
      title: 'Undervoltage',
      section: 'System',
      every: '5 s',
      staleAfter: '15 s',
      alarm: { on: 'major' },
      read: undervoltageOf,
    }),
    throttled: toggle({
      title: 'Throttled',
      section: 'System',
      every: '5 s',
      staleAfter: '15 s',
      alarm: { on: 'minor' },
      read: throttledOf,
    }),
  },

  actions: {},
  events: {},

  identify,
  stop: { how: 'none' },
  onLinkLoss: 'The computer runs on; only its values are no longer read.',
})
