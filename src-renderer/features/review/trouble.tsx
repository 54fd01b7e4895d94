import { Button } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Why something could not be read, and a way to try again. */
export function Trouble({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <div className="rv-trouble" role="alert">
      <Icon name="warn" size={11} className="amber" />
      <p>{message}</p>
      <Button small onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}
