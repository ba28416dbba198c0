import { randomBytes } from 'node:crypto'
import { type Ended, LIMITS, type Stop } from '../../protocol/index.ts'
import type { Person } from '../core/index.ts'
import type { Admitted, Agent, Order } from '../sessions/index.ts'
import type { ApiHouse } from './house.ts'
import { Problem } from './problem.ts'

/** Where there is no access control, everybody who comes this way. */
const ANYBODY: Person = { name: 'REST', role: 'operator' }

interface Kept {
  readonly agent: Agent
  readonly id: string
}

/** One session for each person who commands over REST: kept, bounded, the longest idle goes first. */
export class Agents {
  readonly #house: Pick<ApiHouse, 'state' | 'sessions'>
  /** By name; who ordered last stands last. */
  readonly #kept = new Map<string, Kept>()
  /** Those that end with their last order. */
  readonly #leaving = new Set<Agent>()

  constructor(house: Pick<ApiHouse, 'state' | 'sessions'>) {
    this.#house = house
  }

  /** Sessions that are kept or still have an order under way. */
  get size(): number {
    return this.#kept.size + this.#leaving.size
  }

  of({ person = ANYBODY, from }: Admitted = {}): Agent {
    const known = this.#kept.get(person.name)
    const good = known && known.agent.person.role === person.role && this.#house.state.sessions.has(known.id)
    if (known && !good) this.dismiss(person.name)
    const kept = good ? known : this.#employ(person)
    this.#kept.delete(person.name)
    this.#kept.set(person.name, kept)
    if (from !== undefined) kept.agent.comesFrom(from)
    return kept.agent
  }

  async order(admitted: Admitted | undefined, order: Order): Promise<Ended> {
    const agent = this.of(admitted)
    const ended = await agent.order(order)
    if (this.#leaving.has(agent)) this.#leave(agent)
    return ended
  }

  /** Never refused for want of a session: then somebody stopped. */
  stop(admitted: Admitted | undefined, stop: Omit<Stop, 't'>): void {
    try {
      this.of(admitted).stop(stop)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const session = randomBytes(16).toString('hex')
      const { person } = admitted ?? {}
      this.#house.sessions.post({
        type: 'stopRequested',
        session,
        stop: { t: 'stop', ...stop },
        ...(person && { person }),
      })
    }
  }

  /** What is under way still ends, and whoever asked for it is told. */
  dismiss(name: string): void {
    const kept = this.#kept.get(name)
    if (!kept) return
    this.#kept.delete(name)
    this.#leaving.add(kept.agent)
    this.#leave(kept.agent)
  }

  #leave(agent: Agent): void {
    if (agent.open > 0) return
    this.#leaving.delete(agent)
    agent.close()
  }

  #employ(person: Person): Kept {
    if (this.size >= LIMITS.agents) this.#makeRoom()
    const id = randomBytes(16).toString('hex')
    const agent = this.#house.sessions.employ(id, person)
    // Core had no room for one more: an order would never end.
    if (!this.#house.state.sessions.has(id)) {
      agent.close()
      throw full()
    }
    return { agent, id }
  }

  #makeRoom(): void {
    const idle = [...this.#kept].find(([, { agent }]) => agent.open === 0)
    if (!idle) throw full()
    this.dismiss(idle[0])
  }
}

const full = (): Problem =>
  new Problem(503, 'full', 'Too many people command over REST at this moment; try again in a second.', {
    'Retry-After': '1',
  })
