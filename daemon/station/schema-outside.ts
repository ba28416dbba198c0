import * as v from 'valibot'
import { group, is, least, named, oneOf, positive, text, truth, whole } from './parts.ts'

/** What of `station.yaml` is about others: where the page is served, and where values are sent. */

export const ListenConfig = group(
  'listen',
  'where the page is served',
  { host: '0.0.0.0', port: 8_400 },
  {
    host: text('an address of this computer,', '0.0.0.0', 253),
    port: whole('a whole number from 1 to 65535', [1, 65_535], 8_400),
  }
)
export type ListenConfig = v.InferOutput<typeof ListenConfig>

const Rule = group(
  'a rule of publishing',
  'how often, and from which change on, a value is published',
  { maxHz: 1, deadband: 0.1 },
  {
    maxHz: positive('a number above 0', 1),
    deadband: least(0, 0.1),
  }
)

const RuleOrNone = v.pipe(
  v.union([v.literal(false), Rule]),
  is('how often, and from which change on, a value is published; or false, to leave it out', { maxHz: 1 }, false)
)

const Selector = v.pipe(
  v.string(),
  v.regex(/^(\*|[a-z][\w-]*\.(\*|[a-zA-Z]\w*))$/),
  is('a value is named like plate.temperature; plate.* and "*" stand for several', 'plate.temperature')
)

export const MqttConfig = group(
  'mqtt',
  'the settings of a broker',
  { broker: 'mqtt://broker.local' },
  {
    broker: v.pipe(
      v.string(),
      v.regex(/^(mqtts?|wss?):\/\/[^\s/@]+(\/\S*)?$/),
      is('the URL of a broker, without a user name', 'mqtt://broker.local', 'mqtts://broker.local:8883')
    ),
    base: v.exactOptional(
      v.pipe(
        v.string(),
        v.maxLength(200),
        v.regex(/^[^#+/$]([^#+]*[^#+/])?$/),
        is('the beginning of all topics, without # and +, and without / at its ends', 'lockstep/heat-lab')
      )
    ),
    username: text('a text', 'lockstep', 200),
    passwordFile: text("the path of a file, from the station's folder on,", 'mqtt.password', 1_000),
    caFile: text("the path of a certificate, from the station's folder on,", 'ca.pem', 1_000),
    clientId: text('a text', 'heat-lab', 200),
    payload: oneOf('json', 'plain'),
    buffer: whole('how many messages wait for a broker that is away, 1 to 1000000', [1, 1_000_000], 10_000),
    homeAssistant: truth(),
    commands: truth(),
    withoutExpiry: v.exactOptional(
      v.pipe(v.array(Selector), is('a list of controls that take a command without an expiry', ['lamp.on']))
    ),
    user: text('a name', 'Home Assistant'),
    role: oneOf('operator', 'viewer', 'engineer', 'admin'),
    publish: v.exactOptional(
      named(
        'a value, or of several',
        'rules of publishing, by the values that they are for',
        { 'plate.temperature': { maxHz: 1 } },
        [Selector, RuleOrNone]
      )
    ),
  }
)
export type MqttConfig = v.InferOutput<typeof MqttConfig>
