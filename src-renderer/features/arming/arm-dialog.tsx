import { useEffect, useRef, useState } from 'react'
import { useArming } from '../../stores/arming.ts'
import { useBelieved } from '../../stores/connection.ts'
import { Badge } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useKeyAction } from '../keys/key-actions.ts'
import { ArmForm } from './arm-form.tsx'
import { showArming, useArmingPanel } from './arming-panel.ts'
import { ARM_WORDS, chosenOf, shutGates, shutWords } from './arming-words.ts'
import { ExtendForm } from './extend-form.tsx'
import { TokenForm } from './token-form.tsx'
import './arming.css'

const close = (): void => showArming('none')

/** The dialogs of arming: to arm, to lengthen what is armed, to change the token. */
export function ArmingDialogs() {
  const panel = useArmingPanel()
  const known = useArming(() => true) === true
  const armed = useArming(({ armed }) => armed !== null) === true
  const believed = useBelieved()
  useEffect(() => {
    // What it says of the gates is not to be believed any more, and what stands over it must be reached.
    if (!believed) close()
  }, [believed])
  useKeyAction('arm', known ? () => showArming(armed ? 'extend' : 'arm') : null)
  if (!known) return null
  return (
    <>
      <ArmDialog open={panel === 'arm' && !armed} />
      <ExtendDialog open={panel === 'extend' && armed} />
      <TokenDialog open={panel === 'token'} />
    </>
  )
}

function ArmDialog({ open }: { open: boolean }) {
  const arming = useArming((all) => all)
  const [wanted, setWanted] = useState<string | null>(null)
  const token = useRef<HTMLInputElement>(null)
  if (arming === null) return null
  const account = chosenOf(arming.accounts, wanted)
  const shut = shutGates(account?.gates ?? arming.gates).length
  return (
    <Dialog
      title={account === null ? 'Arm: send orders to an account' : ARM_WORDS[account.class].title}
      open={open}
      onClose={close}
      initialFocus={token}
      className="arm-dialog"
      head={
        shut === 0 ? (
          <Badge kind="ok" icon="check">
            every gate open
          </Badge>
        ) : (
          <Badge kind="amber" icon="warn">
            {shutWords(shut)}
          </Badge>
        )
      }
    >
      <ArmForm arming={arming} account={account} onAccount={setWanted} token={token} onDone={close} />
    </Dialog>
  )
}

function ExtendDialog({ open }: { open: boolean }) {
  const token = useRef<HTMLInputElement>(null)
  return (
    <Dialog
      title="Stay armed for longer"
      open={open}
      onClose={close}
      initialFocus={token}
      className="arm-small"
      head=""
    >
      <ExtendForm token={token} onDone={close} />
    </Dialog>
  )
}

function TokenDialog({ open }: { open: boolean }) {
  return (
    <Dialog title="The order token" open={open} onClose={close} className="arm-small" head="">
      <TokenForm onDone={close} />
    </Dialog>
  )
}
