import { tradingDay } from '../support/trading-day.ts'

tradingDay('browser host')
