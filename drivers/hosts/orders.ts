import type { Order } from '../machine.ts'

/** The fields of each order, and which of them are numbers. */
const FIELDS: Readonly<Record<Order['order'], Readonly<Record<string, 'number' | 'string'>>>> = {
  delay: { least: 'number', most: 'number' },
  drop: { chance: 'number' },
  garble: { chance: 'number' },
  refuse: { chance: 'number' },
  hang: { for: 'number' },
  unplug: { for: 'number' },
  flood: { for: 'number' },
  set: { name: 'string', value: 'number' },
}

/** Reads an order from a line of JSON. Throws a sentence. */
export function parseOrder(line: string): Order {
  const parsed: unknown = JSON.parse(line)
  const order = parsed as Record<string, unknown>
  const fields = FIELDS[order?.order as Order['order']]
  if (!fields) throw new TypeError(`There is no such order; there are ${Object.keys(FIELDS).join(', ')}.`)
  for (const [name, type] of Object.entries(fields)) {
    if (typeof order[name] !== type) throw new TypeError(`The order "${order.order}" needs a ${type} as "${name}".`)
  }
  return parsed as Order
}
