import { useMemo } from 'preact/hooks'
import type { DeviceDescription } from '../../../protocol/index.ts'
import { Indicator } from '../../widgets/indicator/indicator.tsx'
import { usePanel } from '../../widgets/panel.ts'
import { Readout } from '../../widgets/readout/readout.tsx'
import { useLatch } from '../../widgets/stop/latch.ts'
import { hrefOf } from '../route.ts'
import { mainOf, type Standing, standingOf } from '../standing.ts'
import { type Entry, useGroups } from './groups.ts'
import { StandingMark } from './nav.tsx'

/** Every device of the station at a glance, by groups. */
export function Overview() {
  const groups = useGroups().value
  return (
    <>
      <h2 class="place-title">Overview</h2>
      {groups.map(({ name, entries }) => (
        <section key={name ?? ''} class="tiles-group" aria-label={name ?? 'Devices'}>
          {name !== undefined && (
            <h3 class="tiles-name">
              <a href={hrefOf({ at: 'group', group: name })}>{name}</a>
            </h3>
          )}
          <div class="tiles">
            {entries.map(entry => (
              <Tile key={entry.device} entry={entry} />
            ))}
          </div>
        </section>
      ))}
    </>
  )
}

function Tile({ entry: { device, title, ambiguous } }: { entry: Entry }) {
  const { replica } = usePanel()
  const about = replica.about(device).value
  const standing = useMemo(() => standingOf(replica, device), [replica, device]).value
  if (!about) return null
  return (
    <article class="card tile" data-tile={device} data-standing={standing.is} data-simulated={about.simulated}>
      <header>
        <a href={hrefOf({ at: 'device', device })}>{title}</a>
        {ambiguous && <span class="badge">{device}</span>}
      </header>
      <MainValue device={device} about={about} />
      <p class="tile-standing" data-part="standing">
        <StandingMark is={standing.is} />
        <span>{words(standing, about)}</span>
      </p>
      <Stopped device={device} />
    </article>
  )
}

function MainValue({ device, about }: { device: string; about: DeviceDescription }) {
  const main = useMemo(() => mainOf(about), [about])
  if (!main) return <div class="readout">Nothing to read.</div>
  const name = `${device}.${main.name}`
  if (main.property.type === 'number') return <Readout name={name} property={main.property} />
  return <Indicator name={name} property={main.property} />
}

/** Its own stop: what strikes all of the station is said above. */
function Stopped({ device }: { device: string }) {
  const latch = useLatch(device).value
  if (!latch?.latched) return null
  return (
    <p class="tile-stopped">
      <StandingMark is="stopped" />
      Stopped by {latch.by ?? 'somebody'}
    </p>
  )
}

function words({ is, why }: Standing, { where, simulated }: DeviceDescription): string {
  if (is === 'unknown') return `Nothing known of ${where} yet.`
  if (is === 'lost') return `Not connected${why === undefined ? '.' : `: ${why}`}`
  if (is !== 'well' && is !== 'stopped') return why ?? 'alarm'
  return simulated ? 'Connected, simulated' : 'Connected'
}
