/**
 * Holds a plate at a target over REST, and says whatever happens meanwhile: for programs in any language that has
 * HTTP. Start the demo station first (`npm start`), then:
 *
 *   node examples/rest/hold.mjs [http://localhost:8400] [target] [seconds]
 *
 * Where access control is on, put a token of yours into LOCKSTEP_TOKEN.
 */
const [origin = 'http://localhost:8400', target = '40', seconds = '5'] = process.argv.slice(2)
const token = process.env.LOCKSTEP_TOKEN
const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }

async function ask(method, path, body) {
  const response = await fetch(`${origin}/api${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  return { status: response.status, ...(await response.json()) }
}

/** Messages of a stream of server-sent events, one after the other. */
async function* messages(path, signal) {
  const response = await fetch(`${origin}/api${path}`, { headers: { ...headers, Accept: 'text/event-stream' }, signal })
  let text = ''
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (text + piece).split('\n\n')
    text = parts.pop()
    for (const part of parts) {
      const fields = Object.fromEntries(part.split('\n').map(line => line.split(/: (.*)/s)))
      if (fields.data) yield { event: fields.event, data: JSON.parse(fields.data) }
    }
  }
}

/** Sets it as somebody does who has looked: what another changed meanwhile, or a stop, is not overruled. */
async function set(name, value) {
  const { epoch, revision: basis, stopGeneration } = await ask('GET', `/devices/plate/properties/${name}`)
  const quoted = { value, ttl: 2_000, basis, stopGeneration, epoch }
  const { status, sentence } = await ask('PUT', `/devices/plate/properties/${name}`, quoted)
  console.log(`${name} ${value}: ${status} ${sentence}`)
}

await set('target', Number(target))
await set('heater', true)
const end = AbortSignal.timeout(Number(seconds) * 1_000)
try {
  for await (const { event, data } of messages('/events?select=plate.temperature,plate.door,plate.trip', end)) {
    if (event === 'stop') console.log(`${data.scope} is ${data.latched ? `stopped by ${data.by}` : 're-armed'}.`)
    if (event === 'event') console.log(`${data.at} ${data.event} ${JSON.stringify(data.data)}`)
    const temperature = event === 'change' ? data.keys['plate.temperature'] : undefined
    if (temperature?.value !== undefined) console.log(`${data.time} ${temperature.value} °C`)
  }
} catch (error) {
  if (error.name !== 'TimeoutError') throw error
}
await set('heater', false)
