/** Every address, with what it is for: the reference is written from it, and a test holds it against the routes themselves. */
export const ROUTES: Readonly<Record<string, string>> = {
  'GET /api': 'title, version, where what is',
  'GET /api/devices': 'the devices: name, title, link',
  'GET /api/devices/:device': 'all of one: its properties with their ages, its stop, what its driver declares',
  'GET /api/devices/:device/td': 'the same as a Thing Description 1.1 (W3C)',
  'GET /api/devices/:device/properties/:name': 'one property: value, age, what is asked and by whom',
  'PUT /api/devices/:device/properties/:name': 'set it: `{ value, ttl?, stopGeneration?, basis?, epoch? }`',
  'GET /api/devices/:device/properties/:name/value':
    'the bare value, while it is worth something, else 503; as `text/event-stream` each new one',
  'PUT /api/devices/:device/properties/:name/value': 'set it: the bare value',
  'POST /api/devices/:device/properties/:name/read': 'read what can be written afresh: `{ ttl? }`',
  'GET /api/devices/:device/actions/:name': 'whether it runs, and how far it has come',
  'POST /api/devices/:device/actions/:name': 'run it: `{ input?, ttl?, stopGeneration?, basis?, epoch? }`',
  'GET /api/devices/:device/events/:event': 'as `text/event-stream`: the data of each, as it happens',
  'POST /api/stop': 'stop: `{ scope?, reason?, nonce? }`; without a body, everything',
  'POST /api/rearm': 'lift exactly the stop that was seen: `{ scope, stopGeneration, epoch }`',
  'GET /api/history/:device/:stream': 'the last samples: `?samples=&since=&after=&format=json` or `csv`',
  'GET /api/runs': 'what was recorded: id, name, size, and whether it is under way',
  'POST /api/runs': 'begin to record: `{ name, note?, only? }`; `only` names devices or properties',
  'POST /api/runs/stop': 'end the run under way',
  'POST /api/runs/mark': 'a word within the run, at this moment: `{ words }`',
  'GET /api/runs/:file': 'a run as CSV, `ID.csv`; the one under way as far as it is on the disk',
  'DELETE /api/runs/:id': 'remove a run',
  'GET /api/events': 'as `text/event-stream`: what changes, what happens, and stops: `?select=plate.*`',
  'GET /api/openapi.json': 'all of this for this station, as OpenAPI 3.1',
  'GET /metrics': 'for Prometheus',
}

/** The same for the documentation. */
export function routeTable(): string {
  const rows = Object.entries(ROUTES).map(([route, what]) => `| \`${route.replaceAll(/:(\w+)/g, '{$1}')}\` | ${what} |`)
  return ['| | |', '| --- | --- |', ...rows].join('\n')
}
