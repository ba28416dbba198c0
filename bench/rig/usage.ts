import { readdirSync, readFileSync } from 'node:fs'

/** Seconds that all threads of a process have been on a core: what each of them was, to the nanosecond. */
export function cpuSeconds(pid: number): number {
  const folder = `/proc/${pid}/task`
  let sum = 0
  for (const task of readdirSync(folder))
    sum += Number(readFileSync(`${folder}/${task}/schedstat`, 'utf8').split(' ')[0])
  return sum / 1e9
}

/** MB that a process holds in memory; and of those shared with others its part. */
export function memoryOf(pid: number): { readonly resident: number; readonly proportional: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const of = (name: string): number => (Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]) * 1_024) / 1e6
  return { resident: of('Rss'), proportional: of('Pss') }
}
