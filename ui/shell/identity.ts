/**
 * What a device answered to the question who it is, without the words of its protocol: the letter or the
 * keyword that an answer begins with, the commas of an `*IDN?`, whose third field is a serial number.
 */
export function identityWords(identity: string): string {
  const bare = identity
    .trim()
    .replace(/^(\*?ID(N|ENT)?|OK|[A-Z!#>*])[\s:=]+/i, '')
    .replace(/^"(.*)"$/, '$1')
  const [maker, model, serial, version] = bare.split(',').map(field => field.trim())
  if (model === undefined) return bare
  const known = [serial, version].filter(field => field && field !== '0')
  return [`${maker} ${model}`.trim(), ...known].join(' · ')
}
