/**
 * A keyboard on the screen of a phone lies over what is fixed to its lower edge, and Stop is: `--covered` is how much
 * of the page's lower edge cannot be seen.
 */
export function followViewport(): () => void {
  const seen = window.visualViewport
  if (!seen) return () => {}
  const follow = (): void => {
    const covered = Math.max(0, innerHeight - seen.height - seen.offsetTop)
    document.documentElement.style.setProperty('--covered', `${Math.round(covered)}px`)
  }
  follow()
  seen.addEventListener('resize', follow)
  seen.addEventListener('scroll', follow)
  return () => {
    seen.removeEventListener('resize', follow)
    seen.removeEventListener('scroll', follow)
  }
}
