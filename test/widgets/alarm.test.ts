import t from 'tap'
import { quietWords } from '../../ui/widgets/readout/alarm.ts'

t.test('that all is well is said only of values that are known', t => {
  const well = { value: 21, sampled: 0 }
  t.equal(quietWords([well, { ...well, value: null }]), 'Everything within its limits.')
  for (const doubt of [undefined, { ...well, quality: 'uncertain' }, { ...well, quality: 'bad' }] as const)
    t.match(quietWords([well, doubt]), /not judged/)
  t.end()
})
