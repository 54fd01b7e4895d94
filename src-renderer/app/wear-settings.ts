import { currentSettings, onSettings, type Settings } from '../stores/settings.ts'

/** Theme and colours are attributes of the page, which the tokens follow. */
export function wearSettings(page: HTMLElement): void {
  const wear = ({ theme, pair }: Settings): void => {
    page.dataset['theme'] = theme
    page.dataset['pair'] = pair
  }
  wear(currentSettings())
  onSettings(wear)
}
