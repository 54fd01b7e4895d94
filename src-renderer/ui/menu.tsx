import { DropdownMenu } from 'radix-ui'
import { Icon } from './icon.tsx'
import './menu.css'

interface MenuProps<Value extends string> {
  /** What it chooses, and what is chosen, for those who do not see it. */
  readonly label: string
  /** What stands on the button. */
  readonly text: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  readonly disabled?: boolean
}

/** One of several, behind a small button. */
export function Menu<Value extends string>({
  label,
  text,
  value,
  options,
  onChange,
  disabled = false,
}: MenuProps<Value>) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="tb" aria-label={label} disabled={disabled}>
        {text} <Icon name="sort" size={10} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          <DropdownMenu.RadioGroup
            value={value}
            onValueChange={(chosen) => {
              const option = options.find((each) => each.value === chosen)
              if (option !== undefined) onChange(option.value)
            }}
          >
            {options.map((option) => (
              <DropdownMenu.RadioItem key={option.value} value={option.value} className="item">
                <span className="mark">
                  <DropdownMenu.ItemIndicator>
                    <Icon name="check" size={10} />
                  </DropdownMenu.ItemIndicator>
                </span>
                {option.label}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
