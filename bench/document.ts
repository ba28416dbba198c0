import { judge } from './judge.ts'
import { forMarkdown, type Result, where } from './tables.ts'

const METHOD = `Every figure stands beside a bare limit that was measured in the same run on the same machine, round by round in turns,
so that what disturbs one disturbs the other. A figure is the median over the rounds with the least and the most of them;
a ratio is formed within each round first. Servers, devices and clients are processes of their own, and CPU is that of
the server's process with all its threads. The daemon is the built one. The limits are programs of a few lines on bare
\`ws\` (\`bench/programs/\`): **bare** builds one frame for each sample, once, and writes it to every socket; **batch** also
puts all frames of one turn of the event loop into one write for each client. Ours is what a page uses: subscription,
acknowledgements and pings included; a sample that was lost or thinned is not counted as delivered. One client of each
run parses everything it gets and checks every value; a wrong one, or one lost and not declared, fails the whole run.

The budgets are those of Lockstep's design. Nothing in the tests asserts on time: this page does.`

/** docs/performance.md, from a result. */
export function documentOf(result: Result): string {
  const missed = result.rows.flatMap(({ name, measurements }) =>
    measurements.filter(measurement => judge(measurement).within === false).map(({ what }) => `${name}: ${what}`)
  )
  return `${[
    '# Performance',
    `Written by \`npm run bench -- --write\`; the next run writes it anew.`,
    `${where(result.machine)}; ${result.rounds} rounds.`,
    missed.length === 0 ? 'All budgets are met.' : `**Missed:** ${missed.join('; ')}.`,
    '## Method',
    METHOD,
    ...result.rows.flatMap(row => [
      `## ${row.title}`,
      row.method,
      forMarkdown(row),
      ...(row.note === undefined ? [] : [row.note]),
    ]),
    '## How to run it again',
    [
      '```sh',
      'npm run bench                        # all rows, five rounds: a quarter of an hour',
      `npm run bench -- ${result.rows[0]?.name ?? 'fanout'}              # some rows`,
      'npm run bench -- --rounds 3 --write  # fewer rounds; writes this page',
      '```',
      '',
      "Keep the machine quiet meanwhile. Results are kept as JSON too, in `bench/results/`. With `--profile` it says where the daemon's time went.",
    ].join('\n'),
  ].join('\n\n')}\n`
}
