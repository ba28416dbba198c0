import { useComputed } from '@preact/signals'
import { Banner } from '../widgets/banner/banner.tsx'
import { Logo } from '../widgets/icons.tsx'
import { usePanel } from '../widgets/panel.ts'
import { Stop } from '../widgets/stop/stop.tsx'
import { AccountButton } from './account/button.tsx'
import { Cover } from './cover.tsx'
import type { Covers } from './covers.ts'
import { List, Magnifier } from './icons.tsx'
import { wide } from './media.ts'
import { NoticeChip } from './notices/chip.tsx'
import { hrefOf } from './route.ts'
import { RecordButton } from './runs/button.tsx'
import { useStation } from './station.ts'

interface Props {
  readonly covers: Covers
  /** There is a station that can keep runs, and may want to know who one is. */
  readonly recorded: boolean
}

export function Bar({ covers, recorded }: Props) {
  const about = useStation()
  const { replica } = usePanel()
  const several = useComputed(() => replica.devices.value.length > 1).value
  const title = about?.title ?? 'Lockstep'
  return (
    <header class="bar">
      <div class="bar-inner">
        {/* First for keys and for those who hear the page; it stands at the end of the bar. */}
        <div class="stop-dock">
          <Stop />
        </div>
        <Logo />
        <h1>{several ? <a href={hrefOf({ at: 'overview' })}>{title}</a> : title}</h1>
        <span class="bar-room" />
        {recorded && <RecordButton covers={covers} />}
        <SearchButton covers={covers} />
        {several && !wide.value && <PlacesButton covers={covers} />}
        {recorded && <AccountButton covers={covers} />}
      </div>
      <Banner>
        <NoticeChip covers={covers} />
        {!recorded && <Name />}
      </Banner>
      <Cover covers={covers} />
    </header>
  )
}

function SearchButton({ covers }: { covers: Covers }) {
  return (
    <button
      type="button"
      class="bar-button"
      data-part="open-search"
      aria-label="Find"
      aria-keyshortcuts="/"
      aria-expanded={covers.open.value === 'search'}
      onClick={() => covers.toggle('search')}
    >
      <Magnifier />
      <span class="bar-word by-key">
        Find <kbd>/</kbd>
      </span>
    </button>
  )
}

function PlacesButton({ covers }: { covers: Covers }) {
  return (
    <button
      type="button"
      class="bar-button"
      data-part="open-places"
      aria-label="Devices"
      aria-expanded={covers.open.value === 'places'}
      onClick={() => covers.toggle('places')}
    >
      <List />
    </button>
  )
}

/** Where there is no account to say so. */
function Name() {
  const { session, replica } = usePanel()
  return replica.link.value.state === 'live' && session.name !== undefined ? (
    <small>You are {session.name}</small>
  ) : null
}
