// Fails the type check if Node leaks into the page.

// @ts-expect-error no Node
process
// @ts-expect-error no Node
Buffer

// @ts-expect-error no Node modules
import 'node:fs'

document.title
