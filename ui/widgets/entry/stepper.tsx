import { quantity } from '../figures.ts'
import { Minus, Plus } from '../icons.tsx'
import { sayId } from '../say/say.tsx'
import { strideOf } from '../slider/keys.ts'
import { Field, type FieldProps } from './field.tsx'

/** The entry between two buttons for one step each: shift for ten, alt for the finest it takes. */
export function Stepper(props: FieldProps) {
  const { control, scale, hand } = props
  const stride = quantity(strideOf(scale), scale)
  const step = (key: 'ArrowUp' | 'ArrowDown', word: string) => (
    <button
      type="button"
      class="step"
      // With keys, the arrows of the field do the same: no stop of the Tab key more than need be.
      tabIndex={-1}
      data-part={key === 'ArrowUp' ? 'more' : 'less'}
      aria-label={`${control.property.title}: ${stride} ${word}`}
      aria-describedby={sayId(control.name)}
      aria-disabled={control.blocked.value !== undefined || control.shown.value === undefined}
      onClick={({ shiftKey, altKey }) => hand.step({ key, shiftKey, altKey })}
    >
      {key === 'ArrowUp' ? <Plus /> : <Minus />}
    </button>
  )
  return (
    <span class="stepper">
      {step('ArrowDown', 'less')}
      <Field {...props} />
      {step('ArrowUp', 'more')}
    </span>
  )
}
