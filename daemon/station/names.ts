import { didYouMean } from '../../protocol/did-you-mean.ts'

/** Which names there are, the nearest first. */
export const namesIn = (name: string, known: readonly string[]): string =>
  known.length === 0 ? 'There are none.' : `${didYouMean(name, known)}There are: ${known.join(', ')}.`
