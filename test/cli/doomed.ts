/** A process whose house turns out to be wrong about itself. Says in which order it ends. */
import { watchOverLife } from '../../daemon/cli/life.ts'

const say = (text: string) => () => void process.stdout.write(`${text}\n`)

watchOverLife({
  log: { fatal: ({ err }: { err: Error }) => say(err.message)() } as never,
  halt() {
    say('halt')()
    throw new Error('a driver')
  },
  keep: say('keep'),
  close: async () => say('close')(),
})
setTimeout(say('never'), 20)
setTimeout(() => {
  throw new Error('wrong')
}, 0)
