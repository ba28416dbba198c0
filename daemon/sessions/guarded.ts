/** What watches cannot end what it watches: a fault of it is said, and the same one not again and again. */
export function guarded<A extends readonly unknown[]>(
  watch: (...args: A) => void,
  say: ((sentence: string) => void) | undefined
): (...args: A) => void {
  let said: string | undefined
  return (...args) => {
    try {
      watch(...args)
    } catch (error) {
      const trace = error instanceof Error ? error.stack : undefined
      if (String(error) !== said)
        say?.(`A part of Lockstep that watches the station failed, and goes on: ${trace ?? error}`)
      said = String(error)
    }
  }
}
