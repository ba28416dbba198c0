// The limit `batch`: as `bare`, and all frames of one turn of the event loop leave in one write for each client.
import { connect } from 'node:net'
import { WebSocketServer } from 'ws'

const device = connect(Number(process.argv[2]), '127.0.0.1').setNoDelay()
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 }, () => {
  console.log(`ready: http://localhost:${server.address().port}`)
})
server.on('connection', socket => socket.on('message', text => device.write(`${text}\n`)))

let frames = []
function flush() {
  for (const socket of server.clients) {
    socket._socket.cork()
    for (const frame of frames) socket.send(frame, { binary: false })
    socket._socket.uncork()
  }
  frames = []
}

let n = 0
let rest = ''
device.on('data', bytes => {
  const lines = (rest + bytes).split('\n')
  rest = lines.pop()
  for (const line of lines) {
    const [kind, ...words] = line.split(' ')
    const v = words.map(Number)
    if (frames.length === 0) setImmediate(flush)
    frames.push(Buffer.from(JSON.stringify(kind === 'S' ? { n: ++n, v } : { kind, v })))
  }
})
