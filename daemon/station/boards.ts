/** What an identity on USB mostly stands for. */
export interface Board {
  /** `vendor:product`, or a vendor alone. */
  readonly id: string
  /** ... and its name says so: many things share the identity of their chip. */
  readonly named?: RegExp
  readonly title: string
  readonly kind: Kind
}

export type Kind = keyof typeof KINDS

const LINES = '{ kind: line, values: { line: { text: true, pattern: ".+" } } }'

/** Which driver to try, why, and the shortest profile of it that shows something. */
export const KINDS = {
  /** Its port takes any baud rate: there is no wire behind it. */
  board: { driver: 'line', why: 'a board that is programmed mostly prints lines', profile: LINES },
  /** What the examples of its makers say in Serial.begin(). */
  uno: { driver: 'line', why: 'a board that is programmed mostly prints lines', profile: LINES, baudRate: 9_600 },
  adapter: {
    driver: 'line',
    why: 'it does not tell what is behind it, and most of what is there speaks in lines',
    profile: LINES,
    baudRate: 9_600,
  },
  gpib: {
    driver: 'scpi',
    why: 'behind it are instruments, and most of them take SCPI',
    profile: '{ kind: scpi, properties: { identity: { text: true, read: "*IDN?" } } }',
  },
} as const

/** The first that fits. */
export const BOARDS: readonly Board[] = [
  { id: '0403:6001', named: /prologix/i, title: 'Prologix GPIB-USB', kind: 'gpib' },
  { id: '2341:0042', title: 'Arduino Mega 2560', kind: 'uno' },
  { id: '2341:0043', title: 'Arduino Uno', kind: 'uno' },
  { id: '2341:0069', title: 'Arduino Uno R4 Minima', kind: 'board' },
  { id: '2341:1002', title: 'Arduino Uno R4 WiFi', kind: 'board' },
  { id: '2341:8036', title: 'Arduino Leonardo', kind: 'board' },
  { id: '2341', title: 'Arduino', kind: 'uno' },
  { id: '2a03', title: 'Arduino', kind: 'uno' },
  { id: '2e8a:0005', title: 'Raspberry Pi Pico with MicroPython', kind: 'board' },
  { id: '2e8a', title: 'Raspberry Pi Pico', kind: 'board' },
  { id: '0d28:0204', title: 'micro:bit', kind: 'board' },
  { id: '0483:374b', title: 'ST-Link of an STM32 Nucleo', kind: 'board' },
  { id: '0483:5740', title: 'STM32', kind: 'board' },
  { id: '16c0:0483', title: 'Teensy', kind: 'board' },
  { id: '239a', title: 'Adafruit board', kind: 'board' },
  { id: '303a', title: 'ESP32', kind: 'board' },
  { id: '1a86:7523', title: 'CH340 adapter', kind: 'adapter' },
  { id: '1a86', title: 'WCH adapter', kind: 'adapter' },
  { id: '0403', title: 'FTDI adapter', kind: 'adapter' },
  { id: '10c4:ea60', title: 'CP210x adapter', kind: 'adapter' },
  { id: '067b', title: 'Prolific adapter', kind: 'adapter' },
]
