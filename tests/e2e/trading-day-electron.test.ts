import { ELECTRON_WAYS } from '../support/electron-app.ts'
import { tradingDay } from '../support/trading-day.ts'

for (const way of ELECTRON_WAYS) tradingDay(`electron, ${way}`)
