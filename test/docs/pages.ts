import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** Every page of the documentation, by its path from the root. */
export const pages: readonly string[] = [
  'README.md',
  ...markdown('docs'),
  ...markdown('drivers'),
  ...markdown('examples'),
]

function markdown(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name))
    .sort()
}

export const read = (page: string): string => readFileSync(join(root, page), 'utf8')

export interface Block {
  readonly page: string
  readonly line: number
  readonly text: string
  /** What stands before it, back to the block before. */
  readonly before: string
}

/** Fenced blocks of a language. */
export function blocks(page: string, language: string): Block[] {
  const text = read(page)
  let end = 0
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].flatMap(match => {
    const { 0: all, 1: indent = '', 2: said, 3: inner = '', index } = match
    const before = text.slice(end, index)
    end = index + all.length
    const line = text.slice(0, index).split('\n').length
    return said === language ? [{ page, before, line, text: inner.replaceAll(new RegExp(`^${indent}`, 'gm'), '') }] : []
  })
}
