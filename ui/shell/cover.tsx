import { later } from '../widgets/later.tsx'
import type { Covers } from './covers.ts'
import { Nav } from './places/nav.tsx'

const Search = later(() => import('./search/search.tsx').then(({ Search }) => Search))
const Notices = later(() => import('./notices/notices.tsx').then(({ Notices }) => Notices))
const Account = later(() => import('./account/account.tsx').then(({ Account }) => Account))
const Runs = later(() => import('./runs/runs.tsx').then(({ Runs }) => Runs))

/** The search, the places, the notices, the runs or who one is: over the page, under Stop. */
export function Cover({ covers }: { covers: Covers }) {
  const open = covers.open.value
  if (open === undefined) return null
  const close = () => covers.close(false)
  return (
    <div class="cover" data-cover={open}>
      <div class="cover-rest" onPointerDown={() => covers.close()} />
      <div class="cover-sheet card">
        {open === 'search' && <Search close={close} />}
        {open === 'places' && <Nav id="places" />}
        {open === 'account' && <Account />}
        {open === 'runs' && <Runs close={() => covers.close()} />}
        {open === 'notices' && <Notices close={() => covers.close()} />}
      </div>
    </div>
  )
}
