import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** A change to one file, made while it is read: the tree stays as it is. */
export interface Patch {
  readonly file: string
  /** Must be there exactly once. */
  readonly find: string
  readonly replace: string
}

/** The simulated world and all of the house that is in it, as the text of one script for a worker. */
export async function bundle(patches: readonly Patch[] = []): Promise<string> {
  const used = new Set<Patch>()
  const result = await build({
    entryPoints: [join(ROOT, 'test/sim/worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'silent',
    plugins: [patching(patches, used)],
  })
  for (const patch of patches) if (!used.has(patch)) throw new Error(`${patch.file} is not part of the world.`)
  return result.outputFiles[0]?.text ?? ''
}

function patching(patches: readonly Patch[], used: Set<Patch>): Plugin {
  return {
    name: 'patching',
    setup(build_) {
      build_.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const mine = patches.filter(({ file }) => relative(ROOT, path) === file)
        if (mine.length === 0) return undefined
        let contents = await readFile(path, 'utf8')
        for (const patch of mine) {
          contents = patched(contents, patch)
          used.add(patch)
        }
        return { contents, loader: 'ts' }
      })
    },
  }
}

export function patched(text: string, { file, find, replace }: Patch): string {
  const times = text.split(find).length - 1
  if (times !== 1) throw new Error(`${file} has ${JSON.stringify(find)} ${times} times, not once: its guard has moved.`)
  return text.replace(find, () => replace)
}
