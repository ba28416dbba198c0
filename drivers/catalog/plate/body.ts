/** At full power the plate gains this much, Cel per second: 25 to 150 Cel takes 40 s. */
const GAIN = 3.6
/** In still air it loses the e-th part of its excess over the room in this time, s. */
const COOLING = 150
/** The fan at full speed cools this many times better. */
const FAN = 3
/** Share of full power per Cel below the target. */
const BAND = 0.08
/** Longest step while heating, ms: the controller is followed closely enough at this. */
const STEP = 250

const TRIP = 390
const TRIP_ENDS = 350
/** Without a valid request for this long the heater goes off, ms. */
const WATCHDOG = 3_000

/**
 * The plate itself: its warmth and its firmware's protections. Nothing ticks:
 * `advance` brings it to a moment, in closed form for as long as the heater is off
 * and in small steps for the three seconds at most that it can be on unattended.
 */
export class PlateBody {
  temperature = 25
  /** What the sensor reads too much, until it is tared. */
  drift = 0
  ambient = 22
  target = 0
  /** On, as it was left at its front; cold all the same, for nothing is asked of it yet. */
  heater = true
  /** 0 to 100 */
  fan = 0
  door = false
  /** Was too hot: the heater stays off until the plate has cooled and somebody switches it on again. */
  tripped = false
  #now: number
  #attended: number

  constructor(now: number) {
    this.#now = now
    this.#attended = now
  }

  /** 0 to 1: what the controller gives the heater now. An open door cuts it, and gives it back when it closes. */
  get power(): number {
    if (!this.heater || this.door) return 0
    const holding = (this.target - this.ambient) / (GAIN * this.#timeConstant)
    return Math.max(0, Math.min(1, holding + BAND * (this.target - this.temperature)))
  }

  get #timeConstant(): number {
    return COOLING / (1 + ((FAN - 1) * this.fan) / 100)
  }

  /** A valid request was heard. */
  attend(now: number): void {
    this.advance(now)
    this.#attended = now
  }

  advance(now: number): void {
    const unattended = this.#attended + WATCHDOG
    while (this.heater && this.#now < now && this.#now < unattended) {
      this.#flowTo(Math.min(now, unattended, this.#now + STEP))
      this.#protect()
    }
    if (now >= unattended) this.heater = false
    this.#flowTo(now)
    this.#protect()
  }

  /** Why the heater may not be switched on, if so. */
  get forbidden(): string | undefined {
    if (this.door) return 'door open'
    if (this.tripped && this.temperature > TRIP_ENDS) return 'over temperature'
    return undefined
  }

  #flowTo(moment: number): void {
    const limit = this.ambient + GAIN * this.power * this.#timeConstant
    const left = Math.exp(-(moment - this.#now) / 1_000 / this.#timeConstant)
    this.temperature = limit + (this.temperature - limit) * left
    this.#now = moment
  }

  #protect(): void {
    if (this.temperature < TRIP) return
    this.tripped = true
    this.heater = false
  }
}
