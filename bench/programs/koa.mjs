// The limit of `start` and `idle`: a server of the same libraries that serves nothing.
import Koa from 'koa'
import { WebSocketServer } from 'ws'

const server = new Koa().listen(0, '127.0.0.1', () => {
  console.log(`ready: http://localhost:${server.address().port}`)
})
new WebSocketServer({ server })
