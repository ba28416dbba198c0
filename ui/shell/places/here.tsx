import { useMemo } from 'preact/hooks'
import { later } from '../../widgets/later.tsx'
import { usePanel } from '../../widgets/panel.ts'
import { place } from '../address.ts'
import { Device } from '../device.tsx'
import { newsOf } from '../notices/news.ts'
import { hrefOf } from '../route.ts'
import { groupOf, useGroups } from './groups.ts'
import { Near } from './near.tsx'
import { Overview } from './overview.tsx'

const Problems = later(() => import('../notices/notices.tsx').then(({ Problems }) => Problems))

/** What the address asks for: the overview, a group, a device. A station of one device is that device. */
export function Here() {
  const { replica } = usePanel()
  const devices = replica.devices.value
  const groups = useGroups().value
  const here = place.value
  const [only] = devices
  if (only === undefined) return <Empty />
  if (here.at === 'overview') return devices.length === 1 ? <Device key={only} device={only} /> : <Overview />
  if (here.at === 'device') {
    if (!devices.includes(here.device)) return <Lost what={`device "${here.device}"`} />
    return (
      <>
        {devices.length > 1 && <Crumbs group={groupOf(groups, here.device)} />}
        <Device key={here.device} device={here.device} />
      </>
    )
  }
  const group = groups.find(({ name }) => name === here.group)
  if (!group) return <Lost what={`group "${here.group}"`} />
  return (
    <>
      <Crumbs />
      <h2 class="place-title">{here.group}</h2>
      {group.entries.map(({ device }) => (
        <Near key={device}>
          <Device device={device} />
        </Near>
      ))}
    </>
  )
}

/** The way back, where no rail shows it. */
function Crumbs({ group }: { group?: string | undefined }) {
  return (
    <nav class="crumbs" aria-label="The way here">
      <a href={hrefOf({ at: 'overview' })}>Overview</a>
      {group !== undefined && (
        <>
          <span aria-hidden="true">/</span>
          <a href={hrefOf({ at: 'group', group })}>{group}</a>
        </>
      )}
    </nav>
  )
}

/** What is wrong with its config is the reason, where there is any: it stands here in full. */
function Empty() {
  const { replica } = usePanel()
  const news = useMemo(() => newsOf(replica), [replica]).value
  if (news.problems.length > 0) {
    return (
      <div class="card notices">
        <Problems problems={news.problems} />
      </div>
    )
  }
  const words = replica.link.value.state === 'live' ? 'This station has no device.' : 'Waiting for the first word.'
  return <p class="card empty-page">{words}</p>
}

function Lost({ what }: { what: string }) {
  return (
    <p class="card empty-page">
      This station has no {what}. <a href={hrefOf({ at: 'overview' })}>See what there is</a>
    </p>
  )
}
