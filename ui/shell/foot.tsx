import { useStation } from './station.ts'
import { THEMES, theme } from './theme.ts'

export function Foot({ published }: { published: boolean }) {
  const about = useStation()
  return (
    <footer class="page-foot">
      <p>
        Stop on this page is software. It is no safety function (ISO 13850)
        {published ? '. ' : ': keep the switch that cuts the power within reach. '}
        {about && `Lockstep ${about.version}. `}
        <a href={published ? './gallery.html' : './gallery'}>All widgets in all states</a>
      </p>
      <fieldset class="theme" aria-label="Theme">
        {THEMES.map(name => (
          <label key={name}>
            <input
              type="radio"
              name="theme"
              checked={theme.value === name}
              onChange={() => {
                theme.value = name
              }}
            />
            {name[0]?.toUpperCase() + name.slice(1)}
          </label>
        ))}
      </fieldset>
    </footer>
  )
}
