import { type ReadonlySignal, useComputed } from '@preact/signals'
import type { Replica } from '../../replica/replica.ts'
import { usePanel } from '../../widgets/panel.ts'

export interface Entry {
  readonly device: string
  readonly title: string
  /** Another device has the same title: its name tells them apart. */
  readonly ambiguous: boolean
}

export interface Group {
  /** Undefined: of those that belong to none. */
  readonly name: string | undefined
  readonly entries: readonly Entry[]
}

/** The devices by their groups, in the order of the config; those without a group come first. */
export function useGroups(): ReadonlySignal<readonly Group[]> {
  const { replica } = usePanel()
  return useComputed(() => groupsOf(replica))
}

function groupsOf(replica: Replica): readonly Group[] {
  const groups = new Map<string | undefined, { device: string; title: string }[]>([[undefined, []]])
  const titles = new Map<string, number>()
  for (const device of replica.devices.value) {
    const about = replica.about(device).value
    if (!about) continue
    const { title, group } = about
    titles.set(title, (titles.get(title) ?? 0) + 1)
    const entries = groups.get(group) ?? []
    groups.set(group, entries)
    entries.push({ device, title })
  }
  const told = [...groups].filter(([, entries]) => entries.length > 0)
  return told.map(([name, entries]) => ({
    name,
    entries: entries.map(entry => ({ ...entry, ambiguous: (titles.get(entry.title) ?? 0) > 1 })),
  }))
}

export const groupOf = (groups: readonly Group[], device: string): string | undefined =>
  groups.find(({ entries }) => entries.some(entry => entry.device === device))?.name
