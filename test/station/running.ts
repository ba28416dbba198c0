import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import WebSocket from 'ws'
import { type PtyProcess, startPty } from '../../drivers/hosts/start-pty.ts'
import type { StationProblem } from '../../protocol/index.ts'
import { openSession, type Session, webSurroundings } from '../../ui/session/index.ts'
import { pause, Running } from '../cli/run.ts'
import { type HeardLine, heardLines, readLog } from '../e2e/wire-log.ts'

/** A daemon as a process over two plates as processes, a page's session, and a hand on the files of its station. */
export class RunningStation {
  readonly folder: string
  readonly #root: string
  readonly #plates: PtyProcess[] = []
  daemon!: Running
  session!: Session

  private constructor(root: string) {
    this.#root = root
    this.folder = join(root, 'station')
  }

  /** @param text the station; `$a` and `$b` stand for the ports of the plates */
  static async start(t: Test, text: string): Promise<RunningStation> {
    const station = new RunningStation(t.testdir({ station: { profiles: {} } }))
    for (const name of ['a', 'b']) {
      const plate = await startPty({ machine: 'plate', link: station.port(name), log: station.#log(name) })
      station.#plates.push(plate)
      t.teardown(() => plate.stop())
    }
    station.write('station.yaml', text)
    const data = join(station.#root, 'data')
    station.daemon = new Running(t, ['--config', station.folder, '--data', data, '--port', '0'])
    const origin = (await station.daemon.ready()).replace(/\/$/, '')
    const around = webSurroundings({
      origin,
      world: globalThis as never,
      WebSocket: WebSocket as never,
      sayOrigin: true,
    })
    station.session = openSession(around, {})
    t.teardown(() => station.session.close())
    return station
  }

  port(name: string): string {
    return join(this.#root, `${name}.tty`)
  }

  #log(name: string): string {
    return join(this.#root, `${name}.log`)
  }

  /** Into the file itself, or as most editors do: a new one beside it, and then in its place. */
  write(name: string, text: string, by: 'writing' | 'renaming' = 'renaming'): void {
    const file = join(this.folder, name)
    const filled = text.replaceAll('$a', this.port('a')).replaceAll('$b', this.port('b'))
    mkdirSync(join(file, '..'), { recursive: true })
    if (by === 'writing') return writeFileSync(file, filled)
    writeFileSync(`${file}.new`, filled)
    renameSync(`${file}.new`, file)
  }

  remove(name: string): void {
    rmSync(join(this.folder, name))
  }

  /** Every request that a plate has heard. */
  heard(name: string): readonly HeardLine[] {
    return heardLines(readLog(this.#log(name)))
  }

  /** How often the daemon opened it: each begins by asking who it is. */
  opened(name: string): number {
    return this.heard(name).filter(({ text }) => text === 'ID?').length
  }

  value(key: string): unknown {
    return this.session.key(key)?.value
  }

  get problems(): readonly StationProblem[] | undefined {
    return this.value('station.$problems') as readonly StationProblem[] | undefined
  }

  async until(is: () => boolean): Promise<void> {
    while (!is()) await pause(20)
  }

  /** A plate goes on being asked. */
  async goesOn(name: string): Promise<void> {
    const before = this.heard(name).length
    await this.until(() => this.heard(name).length > before + 3)
  }
}
