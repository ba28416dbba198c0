import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Seconds that all threads of a process have been on a core: to the nanosecond, where the kernel keeps count of that. */
export function cpuSeconds(pid: number): number {
  if (!existsSync('/proc/self/schedstat')) return ticks(pid) / TICKS
  const folder = `/proc/${pid}/task`
  let sum = 0
  for (const task of readdirSync(folder))
    sum += Number(readFileSync(`${folder}/${task}/schedstat`, 'utf8').split(' ')[0])
  return sum / 1e9
}

/** In a second, for whoever asks Linux. */
const TICKS = 100

/** utime and stime: the 14th and 15th word, counted from behind the name, which may hold anything. */
function ticks(pid: number): number {
  const words = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return Number(words[11]) + Number(words[12])
}

/** MB that a process holds in memory; and of those shared with others its part. */
export function memoryOf(pid: number): { readonly resident: number; readonly proportional: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const of = (name: string): number => (Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]) * 1_024) / 1e6
  return { resident: of('Rss'), proportional: of('Pss') }
}
