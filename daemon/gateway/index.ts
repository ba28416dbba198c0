export { openGateway } from './gateway.ts'
export { listen, portOf } from './listen.ts'
export { loadPages, type Pages } from './pages.ts'
export { Tickets } from './tickets.ts'
