/** The name by which daemon and page know a view: its selectors, sorted. */
export const viewName = (selectors: readonly string[]): string => [...new Set(selectors)].sort().join(',')

/** Whether a key lies within a view. */
export const selects = (selectors: readonly string[], key: string): boolean =>
  selectors.some(s => s === '*' || s === key || (s.endsWith('.*') && key.startsWith(s.slice(0, -1))))
