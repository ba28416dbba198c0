import { writeSync } from 'node:fs'

// Loaded into a daemon before it (NODE_OPTIONS=--import): a signal wedges its event loop, as a bug might.
process.on('SIGUSR2', () => {
  writeSync(2, 'wedged\n')
  for (;;);
})
