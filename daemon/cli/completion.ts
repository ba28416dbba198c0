import { NAMES, type NameKind } from './asking.ts'
import type { Shell } from './shells.ts'
import { HELP_FLAG, type Subcommand, type Words } from './subcommand.ts'

type Table = Readonly<Record<string, Subcommand<unknown>>>

/** What makes a shell complete the command line: made of the table of subcommands. Names of devices are asked for. */
export function completionOf(shell: Shell, table: Table): string {
  return { bash, zsh, fish }[shell](table)
}

const isKind = (words: Words): words is NameKind => NAMES.some(kind => kind === words)
const listed = (words: Words, table: Table): readonly string[] =>
  words === 'subcommands' ? Object.keys(table) : isKind(words) ? [] : (words as readonly string[])
const flagsOf = ({ flags }: Subcommand<unknown>): string[] => Object.keys(flags).map(name => `--${name}`)
/** Flags behind which a folder, or a file, is written. */
const pathFlags = (table: Table): string[] => [
  ...new Set(
    Object.values(table).flatMap(({ flags }) =>
      Object.entries(flags).flatMap(([name, { value }]) => (value === 'DIR' || value === 'PATH' ? [`--${name}`] : []))
    )
  ),
]
const ASK = 'lockstep completion names'

/** Cases of `sub`, as bash and zsh write them. */
const cases = (table: Table): string =>
  Object.entries(table)
    .map(([name, one]) => {
      const asked = isKind(one.words) ? `; names=${one.words}` : ''
      return `    ${name}) offered='${[...flagsOf(one), ...listed(one.words, table)].join(' ')}'${asked} ;;`
    })
    .join('\n')

const bash = (table: Table): string => `# bash completion of lockstep; made by: lockstep completion bash
_lockstep() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} offered='' names=''
  COMPREPLY=()
  case $prev in
    ${pathFlags(table).join('|')}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${[...Object.keys(table), ...new Set([...(table.start ? flagsOf(table.start) : []), '--help'])].join(' ')}' -- "$cur"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases(table)}
  esac
  case $cur in -*) names='' ;; esac
  [ -n "$names" ] && offered="$offered $(${ASK} "$names" 2>/dev/null)"
  COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}
complete -F _lockstep lockstep lockstepd
`

const zsh = (table: Table): string => `#compdef lockstep lockstepd
# zsh completion of lockstep; made by: lockstep completion zsh
_lockstep() {
  local offered='' names=''
  if (( CURRENT == 2 )); then
    local -a subcommands
    subcommands=(
${Object.entries(table)
  .map(([name, { does }]) => `      '${name}:${does.join(' ').replaceAll("'", "'\\''")}'`)
  .join('\n')}
    )
    _describe subcommand subcommands
    return
  fi
  case \${words[CURRENT-1]} in
    ${pathFlags(table).join('|')}) _files; return ;;
  esac
  case \${words[2]} in
${cases(table)}
  esac
  [[ -n $names && $PREFIX != -* ]] && offered+=" $(${ASK} $names 2>/dev/null)"
  compadd -- \${=offered}
}
_lockstep "$@"
`

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const fish = (table: Table): string => {
  const lines = ['# fish completion of lockstep; made by: lockstep completion fish', 'complete -c lockstep -f']
  for (const [name, one] of Object.entries(table)) {
    const here = `complete -c lockstep -n '__fish_seen_subcommand_from ${name}'`
    lines.push(`complete -c lockstep -n __fish_use_subcommand -a ${name} -d ${quoted(one.does.join(' '))}`)
    const words = isKind(one.words) ? `(${ASK} ${one.words} 2>/dev/null)` : listed(one.words, table).join(' ')
    if (words !== '') lines.push(`${here} -a ${quoted(words)}`)
    for (const [flag, { short, value, does }] of Object.entries({ ...one.flags, help: HELP_FLAG }) as [
      string,
      { short?: string; value?: string; does: string },
    ][]) {
      const takes = value === undefined ? '' : value === 'DIR' || value === 'PATH' ? ' -r -F' : ' -x'
      lines.push(
        `${here} -l ${flag}${short === undefined ? '' : ` -s ${short}`}${takes} -d ${quoted(does.replaceAll('\n', ' '))}`
      )
    }
  }
  return `${lines.join('\n')}\n`
}
