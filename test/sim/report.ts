import { CHECKS, UNSERVED } from './checker/index.ts'
import { FAULTS } from './faults.ts'
import type { Sums } from './sums.ts'

const number = (n: number): string => n.toLocaleString('en-US')

function list(title: string, entries: readonly (readonly [string, number])[]): string {
  return [`${title}:`, ...entries.map(([name, count]) => `  ${number(count).padStart(9)}  ${name}`)].join('\n')
}

/** What a campaign was, for a person. */
export function report(sums: Sums, wall: number): string {
  const faults = FAULTS.map(name => [name, sums.count(`fault ${name}`)] as const)
  const violations = sums.results.reduce((sum, { violations: found }) => sum + found.length, 0)
  const thrown = sums.results.reduce((sum, { thrown: found }) => sum + found.length, 0)
  return [
    `worlds      ${number(sums.results.length)}`,
    `simulated   ${sums.hours.toFixed(2)} hours in ${(wall / 1_000).toFixed(0)} s, Node ${process.versions.node}`,
    `commands    ${number(sums.count('commands'))}, accepted ${number(sums.count('stage accepted'))}`,
    `acts        ${number(sums.count('acts'))}`,
    `revisions   ${number(sums.count('revision'))}, applied by pages and their signals ${number(sums.count('applied'))}`,
    `stops       ${number(sums.count('stop'))}, events heard ${number(sums.count('event'))}, daemon lives ${number(sums.count('life'))}`,
    `samples     ${number(sums.count('sample'))}; by charts received ${number(sums.count('samples received'))}, thinned to ${number(sums.count('samples thinned to points'))} points, lost ${number(sums.count('samples lost'))}`,
    `windows     shut ${number(sums.count('window shut'))} times, pages named as slow ${number(sums.count('slow'))}`,
    list('commands by kind', sums.group('op')),
    list('outcomes', sums.group('outcome')),
    list('refusals', sums.group('refused')),
    list('said by a page alone', sums.group('not sent')),
    list('sockets begun, and ended by the daemon', sums.group('greeted')),
    list('faults', faults),
    `checked     ${Object.keys(CHECKS).join(' ')}`,
    `not served  ${Object.entries(UNSERVED)
      .map(([name, why]) => `${name} (${why})`)
      .join(', ')}`,
    `trace       ${sums.hash()}`,
    `violations  ${violations}${thrown > 0 ? `, and ${thrown} errors thrown` : ''}`,
  ].join('\n')
}

/** What went wrong in each world, and how to see it again. */
export function complaints(sums: Sums, verbose: boolean): string {
  const lines: string[] = []
  for (const { seed, violations, thrown, excerpt } of sums.wrong) {
    lines.push(`seed ${seed}: npm run sim -- --seeds 1 --from ${seed} --verbose`)
    for (const { invariant, at, sentence } of violations.slice(0, verbose ? 50 : 5)) {
      lines.push(`  seed ${seed} at ${at.toFixed(1)} ms, ${invariant}: ${sentence}`)
    }
    for (const error of thrown.slice(0, 3)) lines.push(`  thrown: ${error}`)
    if (verbose) lines.push(...excerpt.map(text => `    ${text}`))
  }
  return lines.join('\n')
}
