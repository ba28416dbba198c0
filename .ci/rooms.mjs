// Who may import whom. The first room whose `at` matches a file is its room.
//   may       rooms it may import
//   types     rooms of which it may import types only
//   packages  npm packages it may import (a room with none imports none)
//   node      whether it may import Node's own modules
// `*` means all. Nothing is implied: what is not listed here is refused.

export const rooms = {
  protocol: { at: /^protocol\//, packages: ['valibot'] },

  // The contract and the framings; the interface of a transport; what is written against them.
  drivers: { at: /^drivers\/[^/]+$/, may: ['protocol', 'drivers/transport'] },
  'drivers/transport': { at: /^drivers\/transports\/transport\.ts$/, may: ['protocol'] },
  // What simulators share: faults, chance from a seed.
  'drivers/simulation': { at: /^drivers\/simulation\//, may: ['protocol', 'drivers', 'drivers/transport'] },
  'drivers/catalog': {
    at: /^drivers\/catalog\//,
    may: ['protocol', 'drivers', 'drivers/transport', 'drivers/simulation', 'drivers/profiles'],
  },
  // Instruments as data: the kinds of profile, which make drivers of YAML documents.
  'drivers/profiles': {
    at: /^drivers\/profiles\//,
    may: ['protocol', 'drivers', 'drivers/transport', 'drivers/simulation'],
    packages: ['valibot'],
  },
  'drivers/transports': {
    at: /^drivers\/transports\//,
    may: ['protocol', 'drivers', 'drivers/transport'],
    packages: ['serialport', 'koffi'],
    node: true,
  },
  'drivers/hosts': {
    at: /^drivers\/hosts\//,
    may: [
      'protocol',
      'drivers',
      'drivers/transport',
      'drivers/transports',
      'drivers/catalog',
      'drivers/profiles',
      'drivers/simulation',
    ],
    packages: ['koffi'],
    node: true,
  },

  'daemon/core': { at: /^daemon\/core\//, may: ['protocol'] },
  'daemon/loop': { at: /^daemon\/loop\.ts$/, may: ['protocol', 'daemon/core'] },
  'daemon/sessions': { at: /^daemon\/sessions\//, may: ['protocol', 'daemon/core'] },
  'daemon/devices': {
    at: /^daemon\/devices\//,
    may: ['protocol', 'drivers', 'drivers/transport', 'drivers/transports'],
    types: ['daemon/core'],
  },
  // The rooms put together, for every place in which the house can stand.
  'daemon/house': {
    at: /^daemon\/house\.ts$/,
    may: [
      'protocol',
      'drivers',
      'drivers/transport',
      'daemon/core',
      'daemon/loop',
      'daemon/sessions',
      'daemon/devices',
    ],
  },
  // The second path of Stop, wherever it comes in.
  'daemon/stop-by-post': { at: /^daemon\/stop-by-post\.ts$/, may: ['protocol'], types: ['daemon/core'] },
  'daemon/gateway': {
    at: /^daemon\/gateway\//,
    may: ['protocol', 'daemon/sessions', 'daemon/stop-by-post', 'daemon/api', 'daemon/security'],
    types: ['daemon/core', 'daemon/history'],
    packages: ['koa', '@koa/router', 'ws', 'pino', 'valibot'],
    node: true,
  },
  // The station of `lockstep publish`: the house in a worker of a page.
  'daemon/published': {
    at: /^daemon\/published\//,
    may: [
      'protocol',
      'drivers',
      'drivers/transports',
      'drivers/catalog',
      'drivers/profiles',
      'drivers/hosts',
      'daemon/house',
      'daemon/loop',
      'daemon/stop-by-post',
    ],
    types: ['ui/session'],
    packages: ['valibot'],
  },
  // Who may do what: users, log-ins, tokens, the audit.
  'daemon/security': {
    at: /^daemon\/security\//,
    may: ['protocol', 'daemon/replace-file'],
    types: ['daemon/core', 'daemon/sessions', 'daemon/house'],
    packages: ['valibot'],
    node: true,
  },
  // REST, server-sent events, OpenAPI, Thing Descriptions, metrics: routes that the gateway serves.
  'daemon/api': {
    at: /^daemon\/api\//,
    may: ['protocol'],
    types: ['daemon/core', 'daemon/sessions', 'daemon/history', 'daemon/security'],
    packages: ['koa', '@koa/router', 'valibot', '@valibot/to-json-schema'],
    node: true,
  },
  // Telemetry to others: MQTT, discovery.
  'daemon/exports': {
    at: /^daemon\/exports\//,
    may: ['protocol'],
    types: ['daemon/core', 'daemon/sessions'],
    packages: ['mqtt'],
    node: true,
  },
  // Runs: what was recorded, as files.
  'daemon/history': {
    at: /^daemon\/history\//,
    may: ['protocol'],
    types: ['daemon/core', 'daemon/sessions'],
    node: true,
  },
  // The system around the daemon: systemd, its watchdog, the name in the local network.
  'daemon/service': {
    at: /^daemon\/service\//,
    may: ['protocol'],
    types: ['daemon/core'],
    packages: ['koffi', 'bonjour-service', 'qrcode-generator'],
    node: true,
  },
  'daemon/ledger': {
    at: /^daemon\/ledger\//,
    may: ['protocol', 'daemon/core', 'daemon/replace-file'],
    node: true,
  },
  // A file as a whole, or not at all: for whatever must survive a power cut.
  'daemon/replace-file': { at: /^daemon\/replace-file\.ts$/, node: true },
  'daemon/station': {
    at: /^daemon\/station\//,
    may: ['protocol', 'drivers', 'drivers/transport', 'drivers/transports', 'drivers/hosts', 'drivers/catalog'],
    types: ['daemon/core', 'daemon/sessions'],
    packages: ['valibot', 'yaml', 'filtrex'],
    node: true,
  },
  // The command line is a client like any other: it speaks through `lockstep/client`.
  'daemon/cli': {
    at: /^daemon\/cli\//,
    may: ['protocol', 'drivers', 'daemon/station', 'daemon/published', 'ui/session', 'ui/words'],
    packages: ['ws', 'pino'],
    node: true,
  },
  'daemon/main': {
    at: /^daemon\/main\.ts$/,
    may: [
      'protocol',
      'drivers',
      'drivers/transport',
      'drivers/catalog',
      'drivers/profiles',
      'drivers/transports',
      'drivers/hosts',
      'daemon/core',
      'daemon/loop',
      'daemon/sessions',
      'daemon/devices',
      'daemon/house',
      'daemon/gateway',
      'daemon/ledger',
      'daemon/station',
      'daemon/cli',
      'daemon/api',
      'daemon/security',
      'daemon/exports',
      'daemon/history',
      'daemon/service',
    ],
    packages: ['pino'],
    node: true,
  },

  // The replica takes the bare signals: `@preact/signals` would bring the DOM's types along.
  'ui/session': { at: /^ui\/session\//, may: ['protocol'] },
  'ui/replica': { at: /^ui\/replica\//, may: ['protocol', 'ui/session'], packages: ['@preact/signals-core'] },
  // How values, fields and stops are written and read: the same words wherever a person meets them.
  'ui/words': { at: /^ui\/widgets\/(figures|entry\/parse|button\/fields|stop\/words)\.ts$/, may: ['protocol'] },
  'ui/widgets': {
    at: /^ui\/widgets\//,
    may: ['protocol', 'ui/words', 'ui/session', 'ui/replica'],
    packages: ['preact', '@preact/signals'],
  },
  // Claim, log-in and account: pages of their own, for those who are not in yet.
  'ui/door': { at: /^ui\/door\//, may: ['protocol'] },
  // Every widget in every state, for people and for tests.
  'ui/gallery': {
    at: /^ui\/gallery\//,
    may: ['protocol', 'ui/words', 'ui/session', 'ui/replica', 'ui/widgets', 'ui/shell'],
    packages: ['preact', '@preact/signals'],
  },
  'ui/shell': {
    at: /^ui\/shell\//,
    may: ['protocol', 'ui/words', 'ui/session', 'ui/replica', 'ui/widgets'],
    packages: ['preact', '@preact/signals'],
  },

  test: { at: /^test\//, may: '*', packages: '*', node: true },
  bench: { at: /^bench\//, may: '*', packages: '*', node: true },
  '.ci': { at: /^\.ci\//, may: '*', packages: '*', node: true },
}

/** Files that nobody imports, tests included. */
export const unimportable = ['daemon/main.ts']

export const longest = 300

/** Files that may be longer, each with its reason. */
export const long = {}
