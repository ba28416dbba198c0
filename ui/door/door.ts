import { accountPage } from './account.ts'
import { claimPage, loginPage } from './enter.ts'

/** Pages of their own, for those who are not in yet: they hold nothing of the app, and know nothing of the station. */
const PAGES: Readonly<Record<string, () => Node[] | Promise<Node[]>>> = {
  '/login': loginPage,
  '/claim': claimPage,
  '/account': accountPage,
}

/** As it was chosen in the app. */
function dress(): void {
  try {
    const theme = localStorage.getItem('lockstep.theme')
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  } catch {
    // Without storage it follows the system.
  }
}

async function open(): Promise<void> {
  dress()
  const root = document.getElementById('door')
  const main = document.createElement('main')
  main.dataset.page = location.pathname.slice(1)
  main.append(...(await (PAGES[location.pathname] ?? loginPage)()))
  root?.replaceChildren(main)
  document.title = `${main.querySelector('h1')?.textContent ?? ''} - Lockstep`
  // The first field that is still to be filled.
  const fields = Array.from(
    main.querySelectorAll<HTMLInputElement>('[data-page="login"] input, [data-page="claim"] input')
  )
  fields.find(({ value }) => value === '')?.focus()
}

void open()
