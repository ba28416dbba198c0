import { type Logger, pino } from 'pino'
import type { Level } from './arguments.ts'

/** The log, on stderr: lines for people on a terminal, JSON for machines elsewhere. */
export function openLog(level: Level, tty: boolean = process.stderr.isTTY === true): Logger {
  // Whoever reads may go away: that is no reason to stop a machine.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const write = (line: string): void => void process.stderr.write(tty ? forPeople(line) : line)
  return pino({ level, base: null }, { write })
}

/** `14:03:22 warn  the sentence`, and the stack of an error below it. */
function forPeople(line: string): string {
  const { level, time, msg, err } = JSON.parse(line) as {
    level: number
    time: number
    msg?: string
    err?: { message: string; stack?: string }
  }
  const at = new Date(time).toTimeString().slice(0, 8)
  const name = (pino.levels.labels[level] ?? '').padEnd(5)
  const trace = err ? `\n${err.stack ?? err.message}` : ''
  return `${at} ${name} ${msg ?? ''}${trace}\n`
}
