import { Tabs } from 'radix-ui'
import { useMemo, useState } from 'react'
import { useRole } from '../../stores/connection.ts'
import { useOrders, usePositions } from '../../stores/orders.ts'
import { TextButton } from '../../ui/controls.tsx'
import { copyTable } from '../activity/copy-table.ts'
import { FlattenDialog } from './flatten-dialog.tsx'
import { orderGroups } from './order-groups.ts'
import { OrderList, orderTable } from './order-list.tsx'
import { PositionList } from './position-list.tsx'
import { positionTable } from './position-words.ts'
import './positions.css'

const TABS = ['positions', 'orders'] as const

/** What is held and what works for it. */
export function PositionsPanel() {
  const positions = usePositions()
  const orders = useOrders()
  const watching = useRole() !== 'controller'
  const [tab, setTab] = useState<string>('positions')
  const [flattening, setFlattening] = useState(false)
  const groups = useMemo(() => orderGroups(orders), [orders])
  const working = orders.filter(({ over }) => !over).length
  const counts = { positions: positions.length, orders: working }
  const copy = (): Promise<void> =>
    tab === 'positions' ? copyTable(positionTable(positions), 'Positions') : copyTable(orderTable(groups), 'Orders')
  const rows = tab === 'positions' ? positions.length : orders.length
  return (
    <section className="panel positions" aria-label="Positions and orders">
      <Tabs.Root value={tab} onValueChange={setTab} className="tabs-root">
        <div className="head tabs">
          <h2 className="vh">Positions and orders</h2>
          <Tabs.List className="row" aria-label="Positions and orders">
            {TABS.map((name) => (
              <Tabs.Trigger key={name} value={name} className="tab">
                {name === 'positions' ? 'Positions' : 'Orders'} <span>{counts[name]}</span>
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <span className="grow" />
          {rows > 0 && (
            <TextButton data-tip="Copies these rows as text" onClick={() => void copy()}>
              Copy
            </TextButton>
          )}
          {positions.length > 0 && (
            <TextButton
              bordered
              data-tip="Closes all our positions, after a question"
              onClick={() => setFlattening(true)}
            >
              Flatten…
            </TextButton>
          )}
        </div>
        <Tabs.Content value="positions" className="tab-content">
          <PositionList positions={positions} />
        </Tabs.Content>
        <Tabs.Content value="orders" className="tab-content">
          <OrderList groups={groups} watching={watching} />
        </Tabs.Content>
      </Tabs.Root>
      {flattening && <FlattenDialog positions={positions} onClose={() => setFlattening(false)} />}
    </section>
  )
}
