/** Where one came from, as an address of this daemon: whatever `to` says, it leads nowhere else. */
export function backTo(search: string, origin: string): string {
  const url = new URL(new URLSearchParams(search).get('to') ?? '/', origin)
  // Whole: a path that begins with two slashes would by itself be the address of another computer.
  return url.origin === origin ? `${origin}${url.pathname}` : `${origin}/`
}
