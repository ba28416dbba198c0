export type { MqttConfig } from './config.ts'
export { openMqtt } from './mqtt.ts'
