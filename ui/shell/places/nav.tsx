import { useMemo } from 'preact/hooks'
import { FullOctagon, Octagon, Triangle } from '../../widgets/icons.tsx'
import { usePanel } from '../../widgets/panel.ts'
import { place } from '../address.ts'
import { hrefOf, type Place } from '../route.ts'
import { glanceOf, mainOf, type Standing, standingOf } from '../standing.ts'
import { type Entry, useGroups } from './groups.ts'

/** All places of the station. Each device says how it stands, by shape and word. */
export function Nav({ id }: { id: string }) {
  const groups = useGroups().value
  return (
    <nav class="nav" id={id} aria-label="Devices">
      <ul>
        <li>
          <Way to={{ at: 'overview' }}>Overview</Way>
        </li>
        {groups.map(({ name, entries }) => (
          <li key={name ?? ''}>
            {name !== undefined && (
              <Way to={{ at: 'group', group: name }} group>
                {name}
              </Way>
            )}
            <ul>
              {entries.map(entry => (
                <li key={entry.device}>
                  <DeviceWay entry={entry} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Way({ to, group = false, children }: { to: Place; group?: boolean; children: string }) {
  const href = hrefOf(to)
  const here = hrefOf(place.value) === href
  return (
    <a class={group ? 'nav-group' : undefined} href={href} aria-current={here ? 'page' : undefined}>
      {children}
    </a>
  )
}

function DeviceWay({ entry: { device, title, ambiguous } }: { entry: Entry }) {
  const here = place.value.at === 'device' && place.value.device === device
  return (
    <a href={hrefOf({ at: 'device', device })} aria-current={here ? 'page' : undefined} data-nav={device}>
      <span class="nav-title">
        {title}
        {ambiguous && <small>{device}</small>}
      </span>
      <Glance device={device} />
    </a>
  )
}

/** Where all is well, the reading; else what is wrong. */
function Glance({ device }: { device: string }) {
  const { replica } = usePanel()
  const about = replica.about(device).value
  const standing = useMemo(() => standingOf(replica, device), [replica, device]).value
  const main = useMemo(() => about && mainOf(about), [about])
  const reading = useMemo(() => main && glanceOf(replica, device, main), [replica, device, main])
  return (
    <span class="glance" data-standing={standing.is}>
      <StandingMark is={standing.is} />
      {standing.is === 'well' ? reading : WORDS[standing.is]}
    </span>
  )
}

const WORDS: Record<Standing['is'], string> = {
  unknown: '–',
  lost: 'no link',
  stopped: 'stopped',
  minor: 'warning',
  major: 'alarm',
  invalid: 'in doubt',
  well: '',
}

/** Each state has its shape; where all is well there is none. */
export function StandingMark({ is }: { is: Standing['is'] }) {
  if (is === 'major' || is === 'invalid') return <FullOctagon />
  if (is === 'stopped') return <Octagon />
  return is === 'minor' || is === 'lost' ? <Triangle /> : null
}
