import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** 256 bits of chance, as a header and a cookie can carry them. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is kept of a secret: who reads the file cannot use it. A plain hash will do where there is nothing to guess. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Without those that are taken for each other when read from a screen (I, L, O). */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ'
const CODE = 8

/** `ABCD-EFGH`: 36 bits, for tries that are slowed down. */
export function newClaimCode(): string {
  const letters = Array.from({ length: CODE }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${letters.slice(0, CODE / 2)}-${letters.slice(CODE / 2)}`
}

/** Whether somebody typed this code, in whichever way; takes the same time for every answer. */
export function isCode(typed: string, code: string): boolean {
  const plain = (text: string): string => text.toUpperCase().replace(/[^A-Z]/g, '')
  return same(plain(typed), plain(code))
}

/** Digests are of one length, whatever was typed. */
const same = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(digestOf(a)), Buffer.from(digestOf(b)))
