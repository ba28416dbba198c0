import { answerTo, type DiskSize, type FileRequest, fits, framing, refused, requestOf } from '../../files.ts'
import type { ByteMachine, MachineHost, Order } from '../../machine.ts'
import { Conversation } from '../../simulation/conversation.ts'
import { withFaults } from '../../simulation/faults.ts'
import { Board, DISK } from './body.ts'
import driver from './driver.ts'

/** The files of a board that does not exist, in the manner of those of a Raspberry Pi, behind the same conversation. */
class Host implements ByteMachine {
  readonly #host: MachineHost
  readonly #board: Board
  readonly #conversation: Conversation

  constructor(host: MachineHost) {
    this.#host = host
    this.#board = new Board(host.clock.now(), () => host.random())
    this.#conversation = new Conversation(host, {
      framing,
      realtime: '',
      interrupt: () => {},
      heard: () => {},
      takes: () => 0,
      answer: request => this.#answer(request),
      broken: refused('this was no line'),
      busy: () => refused('too much was asked at once'),
    })
    // Files refuse nobody by chance, and are quick.
    this.#conversation.order({ order: 'refuse', chance: 0 })
    this.#conversation.order({ order: 'delay', least: 0.2, most: 4 })
  }

  receive(bytes: Uint8Array): void {
    this.#conversation.receive(bytes)
  }

  order(order: Order): void {
    if (order.order === 'set') this.#set(order.name, order.value)
    else this.#conversation.order(order)
  }

  stop(): void {
    this.#conversation.stop()
  }

  #answer(text: string): string {
    this.#board.advance(this.#host.clock.now())
    const request = requestOf(text, driver.transport)
    if (typeof request === 'string') return refused(request)
    return answerTo(request.ask === 'size' ? { [request.disk]: this.#size() } : this.#read(request))
  }

  #read({ most, patterns }: FileRequest & { ask: 'read' }): Record<string, string> {
    const files = Object.entries(filesOf(this.#board))
    const found = patterns.flatMap(pattern => files.filter(([path]) => fits(pattern).test(path)))
    return Object.fromEntries(found.map(([path, text]) => [path, text.slice(0, most)]))
  }

  #size(): DiskSize {
    const free = Math.round(DISK * (1 - this.#board.disk))
    return { total: DISK, free, available: Math.max(0, free - Math.round(DISK / 20)) }
  }

  #set(name: string, value: number): void {
    const board = this.#board
    board.advance(this.#host.clock.now())
    if (name === 'load') {
      board.load = value / 100
      board.held = true
    } else if (name === 'temperature') board.temperature = value
    else if (name === 'undervoltage') board.undervoltage = value !== 0
    else if (name === 'disk') board.disk = value / 100
    else throw new TypeError(`A computer has no "${name}" to set; it has load, temperature, undervoltage and disk.`)
  }
}

function filesOf(board: Board): Record<string, string> {
  const { user, system, idle, iowait } = board.ticks
  const ticks = [user, 0, system, idle, iowait, 0, 0, 0, 0, 0].map(Math.floor)
  const average = board.loadAverage.toFixed(2)
  return {
    '/proc/stat': `cpu  ${ticks.join(' ')}\nctxt 5104882\n`,
    '/proc/loadavg': `${average} ${average} ${average} 2/187 4711\n`,
    '/proc/meminfo': Object.entries(board.memory)
      .map(([name, kilobytes]) => `${`${name}:`.padEnd(16)}${String(kilobytes).padStart(8)} kB\n`)
      .join(''),
    '/proc/uptime': `${board.uptime.toFixed(2)} ${(3 * board.uptime).toFixed(2)}\n`,
    '/proc/sys/kernel/hostname': 'simulated\n',
    '/proc/sys/kernel/osrelease': '6.6.0-simulated\n',
    '/proc/device-tree/model': 'A board that does not exist\0',
    '/sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
    '/sys/class/thermal/thermal_zone0/temp': `${Math.round(1_000 * board.temperature)}\n`,
    '/sys/class/hwmon/hwmon0/name': 'cpu_thermal\n',
    '/sys/class/hwmon/hwmon0/temp1_input': `${Math.round(1_000 * board.temperature)}\n`,
    '/sys/class/hwmon/hwmon1/name': 'rpi_volt\n',
    '/sys/class/hwmon/hwmon1/in0_lcrit_alarm': `${Number(board.undervoltage)}\n`,
    '/sys/devices/platform/soc/soc:firmware/get_throttled': `${throttledOf(board).toString(16)}\n`,
    '/sys/class/net/lo/statistics/rx_bytes': '1024\n',
    '/sys/class/net/lo/statistics/tx_bytes': '1024\n',
    '/sys/class/net/eth0/device/uevent': 'DRIVER=bcmgenet\n',
    '/sys/class/net/eth0/statistics/rx_bytes': `${Math.floor(board.bytes.rx)}\n`,
    '/sys/class/net/eth0/statistics/tx_bytes': `${Math.floor(board.bytes.tx)}\n`,
  }
}

/** While the supply sags the firmware slows the processor down, and remembers both. */
const throttledOf = ({ undervoltage }: Board): number => (undervoltage ? 0x50005 : 0)

export default withFaults(host => new Host(host))
