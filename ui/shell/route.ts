/** Where a person is on the page; each place has an address. */
export type Place =
  | { readonly at: 'overview' }
  | { readonly at: 'group'; readonly group: string }
  /** `name`: of the property or action to begin with. */
  | { readonly at: 'device'; readonly device: string; readonly name?: string }

/** `#/device/psu/voltage`; whatever is not understood is the overview. */
export function placeOf(hash: string): Place {
  const [kind, first, second] = hash.replace(/^#\//, '').split('/').map(decoded)
  if (kind === 'group' && first) return { at: 'group', group: first }
  if (kind === 'device' && first) return { at: 'device', device: first, ...(second && { name: second }) }
  return { at: 'overview' }
}

export function hrefOf(place: Place): string {
  switch (place.at) {
    case 'overview':
      return '#/'
    case 'group':
      return `#/group/${encodeURIComponent(place.group)}`
    case 'device':
      return `#/device/${encodeURIComponent(place.device)}${place.name === undefined ? '' : `/${encodeURIComponent(place.name)}`}`
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
