/** What Home Assistant calls a unit, and what kind of quantity it then is. */
interface HomeUnit {
  readonly unit: string
  readonly kind?: string
}

/**
 * UCUM codes as Home Assistant writes them. A kind (`device_class`) only where Home Assistant takes this unit for it, and
 * where the unit leaves no doubt: `%` may be humidity, battery or neither.
 */
const UNITS: Readonly<Record<string, HomeUnit>> = {
  Cel: { unit: '°C', kind: 'temperature' },
  '[degF]': { unit: '°F', kind: 'temperature' },
  K: { unit: 'K', kind: 'temperature' },
  V: { unit: 'V', kind: 'voltage' },
  mV: { unit: 'mV', kind: 'voltage' },
  uV: { unit: 'µV' },
  kV: { unit: 'kV' },
  A: { unit: 'A', kind: 'current' },
  mA: { unit: 'mA', kind: 'current' },
  uA: { unit: 'µA' },
  W: { unit: 'W', kind: 'power' },
  kW: { unit: 'kW', kind: 'power' },
  mW: { unit: 'mW' },
  VA: { unit: 'VA', kind: 'apparent_power' },
  'W.h': { unit: 'Wh', kind: 'energy' },
  'kW.h': { unit: 'kWh', kind: 'energy' },
  J: { unit: 'J', kind: 'energy' },
  Ohm: { unit: 'Ω' },
  kOhm: { unit: 'kΩ' },
  MOhm: { unit: 'MΩ' },
  Hz: { unit: 'Hz', kind: 'frequency' },
  kHz: { unit: 'kHz', kind: 'frequency' },
  MHz: { unit: 'MHz', kind: 'frequency' },
  GHz: { unit: 'GHz', kind: 'frequency' },
  Pa: { unit: 'Pa', kind: 'pressure' },
  hPa: { unit: 'hPa', kind: 'pressure' },
  kPa: { unit: 'kPa', kind: 'pressure' },
  bar: { unit: 'bar', kind: 'pressure' },
  mbar: { unit: 'mbar', kind: 'pressure' },
  '[psi]': { unit: 'psi', kind: 'pressure' },
  mm: { unit: 'mm', kind: 'distance' },
  cm: { unit: 'cm', kind: 'distance' },
  m: { unit: 'm', kind: 'distance' },
  km: { unit: 'km', kind: 'distance' },
  um: { unit: 'µm' },
  'm/s': { unit: 'm/s', kind: 'speed' },
  'km/h': { unit: 'km/h', kind: 'speed' },
  g: { unit: 'g', kind: 'weight' },
  kg: { unit: 'kg', kind: 'weight' },
  mg: { unit: 'mg', kind: 'weight' },
  L: { unit: 'L', kind: 'volume_storage' },
  l: { unit: 'L', kind: 'volume_storage' },
  'L/min': { unit: 'L/min', kind: 'volume_flow_rate' },
  'l/min': { unit: 'L/min', kind: 'volume_flow_rate' },
  ms: { unit: 'ms', kind: 'duration' },
  s: { unit: 's', kind: 'duration' },
  min: { unit: 'min', kind: 'duration' },
  h: { unit: 'h', kind: 'duration' },
  d: { unit: 'd', kind: 'duration' },
  lx: { unit: 'lx', kind: 'illuminance' },
  deg: { unit: '°' },
  '%': { unit: '%' },
  '[ppm]': { unit: 'ppm' },
  '[pH]': { unit: 'pH' },
  By: { unit: 'B', kind: 'data_size' },
  kBy: { unit: 'kB', kind: 'data_size' },
  MBy: { unit: 'MB', kind: 'data_size' },
  GBy: { unit: 'GB', kind: 'data_size' },
  KiBy: { unit: 'KiB', kind: 'data_size' },
  MiBy: { unit: 'MiB', kind: 'data_size' },
  GiBy: { unit: 'GiB', kind: 'data_size' },
  'By/s': { unit: 'B/s', kind: 'data_rate' },
  'kBy/s': { unit: 'kB/s', kind: 'data_rate' },
  'MBy/s': { unit: 'MB/s', kind: 'data_rate' },
}

/** `1` is UCUM's way to say that there is none. Another code is shown as it is. */
export function homeUnit(code: string | undefined): HomeUnit | undefined {
  if (code === undefined || code === '1' || code === '') return undefined
  return Object.hasOwn(UNITS, code) ? UNITS[code] : { unit: code }
}
