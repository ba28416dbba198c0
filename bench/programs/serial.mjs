// The limit `bare`, of a serial port: what a client sends goes to the port, what the port says goes to every client.
import { SerialPort } from 'serialport'
import { WebSocketServer } from 'ws'

const device = new SerialPort({ path: process.argv[2], baudRate: 115_200 })
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 }, () => {
  console.log(`ready: http://localhost:${server.address().port}`)
})
server.on('connection', socket => socket.on('message', text => device.write(`${text}\n`)))

let rest = ''
device.on('data', bytes => {
  const lines = (rest + bytes).split('\n')
  rest = lines.pop()
  for (const line of lines) {
    const [kind, ...words] = line.split(' ')
    const frame = Buffer.from(JSON.stringify({ kind, v: words.map(Number) }))
    for (const socket of server.clients) socket.send(frame, { binary: false })
  }
})
