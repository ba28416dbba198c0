import type { KeyValue, StopState } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'
import type { Layout } from './columns.ts'

interface Said {
  /** What holds as the run begins, by column. */
  readonly values: readonly (readonly [key: string, value: number])[]
  readonly said: readonly string[]
}

const STOP = '.$stop'

/**
 * What is no sample and belongs into a run all the same, in words: what is asked and by whom, texts and choices, stops and
 * re-arming; and, as it begins, what holds.
 */
export class Words {
  readonly #columns: ReadonlySet<string>
  readonly #devices: ReadonlySet<string>
  readonly #state: State
  readonly #asked = new Map<string, unknown>()
  readonly #texts = new Map<string, unknown>()
  readonly #latched = new Map<string, boolean>()

  constructor({ columns }: Layout, state: State) {
    this.#columns = new Set(columns.map(({ key }) => key))
    this.#devices = new Set(columns.map(({ device }) => device))
    this.#state = state
  }

  /** What holds as the run begins. */
  begin(): Said {
    const keys = new Map([...this.#state.keys].map(([key, { value }]) => [key, value]))
    const good = [...keys].filter(([key, value]) => this.#columns.has(key) && isGood(value))
    return { values: good.map(([key, { value }]) => [key, Number(value)]), said: this.of(keys) }
  }

  /** What has changed in what is no sample. */
  of(keys: ReadonlyMap<string, KeyValue>): string[] {
    const said: string[] = []
    for (const [key, value] of keys) {
      if (key.endsWith(STOP)) said.push(...this.#stop(key.slice(0, -STOP.length), value.value as StopState))
      else if (this.#columns.has(key)) said.push(...this.#ask(key, value))
      else if (this.#isText(key)) said.push(...this.#text(key, value.value))
    }
    return said
  }

  #ask(key: string, { asked, by }: KeyValue): string[] {
    const before = this.#asked.get(key)
    this.#asked.set(key, asked)
    if (before === asked) return []
    if (asked === undefined) return [`${key}: nothing is asked any more`]
    return [`${key} asked ${String(asked)}${by === undefined ? '' : ` by ${by}`}`]
  }

  #text(key: string, value: unknown): string[] {
    if (value === undefined || this.#texts.get(key) === value) return []
    this.#texts.set(key, value)
    return [`${key} ${String(value)}`]
  }

  #stop(scope: string, { latched, by, reason }: StopState): string[] {
    const before = this.#latched.get(scope) ?? false
    this.#latched.set(scope, latched)
    const concerns = scope === 'station' || this.#devices.has(scope)
    if (!concerns || before === latched) return []
    if (!latched) return [`${scope} re-armed`]
    return [`${scope} stopped${by ? ` by ${by}` : ''}${reason ? ` (${reason})` : ''}`]
  }

  #isText(key: string): boolean {
    const [device = '', property = ''] = key.split('.')
    return (
      this.#devices.has(device) && this.#state.devices.get(device)?.description.properties[property]?.type === 'string'
    )
  }
}

const isGood = ({ value, quality }: KeyValue): boolean =>
  quality === undefined && (typeof value === 'number' || typeof value === 'boolean')
