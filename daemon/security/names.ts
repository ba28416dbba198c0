import { Denied } from './denied.ts'

const LONGEST = 40
/** As others are called who are no users: nobody may pass for them. */
const TAKEN = /^(guest \d+|somebody|lockstep|mqtt|this computer|station)$/i

/** A name as it is kept: the spaces around it are nobody's wish. Throws what is wrong with it. */
export function properName(typed: string, what: string): string {
  const name = typed.normalize('NFC').trim().replace(/\s+/g, ' ')
  if (name === '') throw new Denied(422, `The ${what} needs a name.`)
  if ([...name].length > LONGEST) throw new Denied(422, `A name has at most ${LONGEST} characters.`)
  // As it looks: a wide letter is a letter, and marks that turn or hide text would make one name look like another.
  const plain = name.normalize('NFKC')
  if (/[\p{C}/]/u.test(plain))
    throw new Denied(422, 'A name is made of letters, digits, spaces and signs, without a slash.')
  if (TAKEN.test(plain)) throw new Denied(422, `"${name}" is what Lockstep calls somebody else; take another name.`)
  return name
}
