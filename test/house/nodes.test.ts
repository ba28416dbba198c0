import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { otherNode, otherThan, versions } from '../../.ci/nodes.cjs'
import { root } from '../../.ci/prepare.cjs'

/** Where the binary of the other Node is looked for, with a script there that says `said`. */
function fakeNode(cache: string, version: string, said: string): string {
  const name = `node-linux-${process.arch}`
  const bin = join(cache, `${name}-${version}`, 'node_modules', name, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'node'), `#!/bin/sh\necho ${said}\n`)
  chmodSync(join(bin, 'node'), 0o755)
  return bin
}

t.test('an older Node is joined by the current one, a current or newer one by the oldest supported', async t => {
  for (const version of ['v20.19.0', 'v20.20.2', 'v22.1.0']) t.equal(otherThan(version), versions.current, version)
  for (const version of ['v24.0.0', `v${versions.current}`, 'v26.10.0']) t.equal(otherThan(version), versions.oldest)
})

t.test('the oldest is the one that package.json promises', async t => {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  t.equal(engines.node, `>=${versions.oldest.replace(/\.0$/, '')}`)
})

t.test('what was fetched before is taken as it is', async t => {
  const cache = t.testdir({})
  const bin = fakeNode(cache, '99.1.2', 'v99.1.2')
  t.equal(otherNode(cache, '99.1.2'), bin)
})

t.test('a Node that does not run here is told, and what to do', async t => {
  const cache = t.testdir({})
  fakeNode(cache, '99.1.2', 'wrong libc')
  t.throws(() => otherNode(cache, '99.1.2'), /Node 99\.1\.2, and .*bin\/node does not run here: wrong libc\nRemove /)
})

t.test('a Node that cannot be fetched is a failure that says so, and leaves nothing behind', async t => {
  const cache = t.testdir({})
  // Port 9 of this machine: nobody listens there.
  const unreachable = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' }
  const before = { ...process.env }
  t.teardown(() => {
    process.env = before
  })
  Object.assign(process.env, unreachable)
  t.throws(() => otherNode(cache, versions.current), /npm could not fetch node-linux-\w+@[\d.]+: see that npm reaches/)
  t.same(readdirSync(cache), [])
})
