import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import type { Place, Problem } from './problem.ts'

/** A place in a document: `['devices', 'plate', 'port']`. */
export type Path = readonly (string | number)[]

/** A YAML text that knows where each of its parts stands. */
export class ConfigDocument {
  readonly problems: readonly Problem[]
  readonly file: string
  readonly #text: string
  readonly #document: Document.Parsed
  readonly #lines = new LineCounter()

  constructor(file: string, text: string) {
    this.file = file
    this.#text = text
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false })
    const { errors, warnings } = this.#document
    this.problems = [...[...errors, ...warnings].map(error => this.#problemOf(error)), ...this.#aliases()]
  }

  /** The plain value; only to be asked for when there are no problems. */
  value(): unknown {
    return this.#document.toJS() as unknown
  }

  /** Where a value stands; of what is missing, where it would have to stand. */
  placeOf(path: Path): Place {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#node(path.slice(0, length))
      if (node?.range) return this.#at(node.range[0])
    }
    return { file: this.file, line: 1, column: 1 }
  }

  /** Where the name of a value stands. */
  placeOfKey(path: Path): Place {
    const map = this.#node(path.slice(0, -1))
    const pairs = isMap(map) ? map.items : []
    const pair = pairs.find(item => isPair(item) && isScalar(item.key) && String(item.key.value) === path.at(-1))
    const key = pair?.key
    return isScalar(key) && key.range ? this.#at(key.range[0]) : this.placeOf(path)
  }

  /** Where, within a text, a part of it stands; of a text on several lines, where it begins. */
  placeWithin(path: Path, offset: number): Place {
    const node = this.#node(path)
    const [begin, end] = node?.range ?? [0, 0]
    const inside = isScalar(node) ? this.#text.slice(begin, end).indexOf(String(node.value)) : -1
    return inside < 0 ? this.placeOf(path) : this.#at(begin + inside + offset)
  }

  #node(path: Path): Node | undefined {
    const node: unknown = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true)
    return isNode(node) ? node : undefined
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset)
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }

  /** Not taken: a few bytes of them can stand for more than a memory holds, and a station is short. */
  #aliases(): Problem[] {
    const problems: Problem[] = []
    visit(this.#document, {
      Alias: (_, { source, range }) => {
        const what = `An alias, *${source}, is not taken here.`
        problems.push({ ...this.#at(range?.[0] ?? 0), what, fix: 'Write the value out.' })
      },
    })
    return problems
  }

  #problemOf({ code, message, pos }: YAMLError): Problem {
    return {
      ...this.#at(pos[0]),
      what: `This is not YAML: ${message}.`.replace(/\.\.$/, '.'),
      fix: FIXES[code] ?? USUAL,
    }
  }
}

const USUAL = 'Look for a missing colon, quote or bracket, or a wrong indentation, there or above.'
const FIXES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with blanks; YAML takes no tabs.',
  DUPLICATE_KEY: 'Leave one of the two out.',
  MULTIPLE_DOCS: 'A station is one document: leave out the line "---" and what follows it.',
  BAD_INDENT: 'Put it in one column with its neighbours, and close every bracket.',
}
