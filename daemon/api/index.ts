export type { ApiHouse } from './house.ts'
export { closeAgent } from './rest.ts'
export { apiRoutes } from './routes.ts'
export { statusTable } from './statuses.ts'
