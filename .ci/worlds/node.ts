// Fails the type check if the DOM leaks into the daemon.

// @ts-expect-error no DOM
document
// @ts-expect-error no DOM
HTMLElement

process.version
