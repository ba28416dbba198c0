// Fails the type check if Node or the DOM ever leak into the portable world
// (a dependency's `/// <reference>` is enough to let them in).

// @ts-expect-error no Node
process
// @ts-expect-error no Node
Buffer
// @ts-expect-error no timers
setTimeout
// @ts-expect-error no console
console
// @ts-expect-error no DOM
document
// @ts-expect-error no web globals
TextEncoder

// @ts-expect-error no Node modules
import 'node:fs'
