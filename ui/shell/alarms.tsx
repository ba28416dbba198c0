import { useComputed } from '@preact/signals'
import { scaleOf } from '../widgets/figures.ts'
import { FullOctagon, Triangle } from '../widgets/icons.tsx'
import { usePanel } from '../widgets/panel.ts'
import { alarmWords, quietWords } from '../widgets/readout/alarm.ts'
import type { Plan } from './plan.ts'

const RANK = ['none', 'minor', 'invalid', 'major']

/** Alarms first, worst first, in a line that is always there: nothing moves when one comes. */
export function Alarms({ device, plan }: { device: string; plan: Plan }) {
  const { replica } = usePanel()
  const found = useComputed(() =>
    plan.watched
      .flatMap(({ name, property }) => {
        const key = replica.key(`${device}.${name}`).value
        const words = alarmWords(key, property.alarm, scaleOf(property))
        return words === undefined
          ? []
          : [{ name, words: `${property.title}: ${words}`, severity: key?.severity ?? 'none' }]
      })
      .sort((a, b) => RANK.indexOf(b.severity) - RANK.indexOf(a.severity))
  )
  const quiet = useComputed(() =>
    quietWords(plan.watched.map(({ name }) => replica.key(`${device}.${name}`).value))
  ).value
  if (plan.watched.length === 0) return null
  const [first, ...others] = found.value
  return (
    <p class="alarms" data-part="alarms" data-severity={first?.severity ?? 'none'} role="status">
      {first && (first.severity === 'minor' ? <Triangle /> : <FullOctagon />)}
      <span>
        {first?.words ?? quiet}
        {others.length > 0 && ` And ${others.map(({ words }) => words).join('; ')}`}
      </span>
    </p>
  )
}
