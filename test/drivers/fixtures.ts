import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Files below a folder that stands for `/`; a path in a list is where a link leads. */
export function lay(base: string, files: Readonly<Record<string, string | readonly [string]>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true })
    if (typeof content === 'string') writeFileSync(join(base, path), content, 'latin1')
    else symlinkSync(content[0], join(base, path))
  }
  return base
}

/** A Raspberry Pi 4 after ten minutes, in the formats that its kernel documents. */
export const PI = {
  '/proc/stat': 'cpu  4705 150 1120 16250 520 0 30 0 0 0\ncpu0 1175 40 280 4062 130 0 8 0 0 0\nintr 1 2 3\nctxt 9\n',
  '/proc/loadavg': '0.52 0.58 0.59 1/223 2011\n',
  '/proc/meminfo':
    'MemTotal:        1000448 kB\nMemFree:          102400 kB\nMemAvailable:     512000 kB\nBuffers:           20000 kB\n' +
    'SwapCached:            0 kB\nSwapTotal:        102396 kB\nSwapFree:          51196 kB\n',
  '/proc/uptime': '600.25 2100.11\n',
  '/proc/sys/kernel/hostname': 'lab-pi\n',
  '/proc/sys/kernel/osrelease': '6.6.31+rpt-rpi-v8\n',
  '/proc/device-tree': ['../sys/firmware/devicetree/base'],
  '/sys/firmware/devicetree/base/model': 'Raspberry Pi 4 Model B Rev 1.4\0',
  '/sys/class/thermal/thermal_zone0': ['../../devices/virtual/thermal/thermal_zone0'],
  '/sys/devices/virtual/thermal/thermal_zone0/type': 'cpu-thermal\n',
  '/sys/devices/virtual/thermal/thermal_zone0/temp': '48686\n',
  '/sys/class/hwmon/hwmon0/name': 'cpu_thermal\n',
  '/sys/class/hwmon/hwmon0/temp1_input': '48000\n',
  '/sys/class/hwmon/hwmon1/name': 'rpi_volt\n',
  '/sys/class/hwmon/hwmon1/in0_lcrit_alarm': '0\n',
  '/sys/devices/platform/soc/soc:firmware/get_throttled': '50000\n',
  '/sys/class/net/lo/statistics/rx_bytes': '9000000\n',
  '/sys/class/net/lo/statistics/tx_bytes': '9000000\n',
  '/sys/class/net/eth0/device/uevent': 'DRIVER=bcmgenet\n',
  '/sys/class/net/eth0/statistics/rx_bytes': '1000000\n',
  '/sys/class/net/eth0/statistics/tx_bytes': '500000\n',
  '/sys/class/net/wlan0/device/uevent': 'DRIVER=brcmfmac\n',
  '/sys/class/net/wlan0/statistics/rx_bytes': '2000000\n',
  '/sys/class/net/wlan0/statistics/tx_bytes': '700000\n',
  '/sys/class/net/br0/statistics/rx_bytes': '3000000\n',
  '/sys/class/net/br0/statistics/tx_bytes': '3000000\n',
} as const
