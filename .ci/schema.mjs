// Writes config/station.schema.json, by which editors know what a station may say: from the schema that reads stations.
// test/station/schema.test.ts fails when it is not run after a change.
import { writeFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import { StationConfig } from '../daemon/station/schema.ts'
import { drivers } from '../drivers/catalog/index.ts'

export function schemaText() {
  const schema = toJsonSchema(StationConfig, { errorMode: 'ignore', typeMode: 'output' })
  const { properties } = schema.properties.devices.additionalProperties
  // Completion offers what is an example.
  properties.driver.examples = Object.keys(drivers)
  return `${JSON.stringify({ ...schema, $id: 'station.schema.json' }, undefined, 2)}\n`
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../config/station.schema.json', import.meta.url), schemaText())
}
