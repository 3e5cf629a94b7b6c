import {
  addDecimals,
  compareDecimals,
  formatDecimal,
  parseDecimal,
  type Decimal,
} from '@temporal-registry/sdk/typed'
import {
  handleQueries,
  handleSignals,
  handleUpdates,
  implementWorkflow,
  typedActivities,
} from '@temporal-registry/sdk/typed/workflow'
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  proxyActivities,
  sleep,
} from '@temporalio/workflow'
import { accounting, settlement } from './signature.ts'

const { settleAccount } = typedActivities(
  accounting,
  proxyActivities({ startToCloseTimeout: '10s', retry: { maximumAttempts: 3 } }),
)

const zero = parseDecimal('0')

/** By now every value is what its schema says: dates are dates, and sums are exact. */
export const typedConverter = implementWorkflow(settlement, async (account) => {
  const { number, owner_ip, statement_url, due_at, fees, tags, mandate } = account
  const charges = [...account.charges]
  const remarks: { at: Date; text: string }[] = []
  const total = () => [...charges, ...fees.values()].reduce(addDecimals, zero)

  handleSignals(settlement, { remark: (remark) => void remarks.push(remark) })
  handleQueries(settlement, {
    total_since: ({ since }) => {
      const late = remarks.filter(({ at }) => at >= since)
      return { total: total(), remarks: late.length, tags }
    },
  })
  handleUpdates(settlement, {
    add_charge: {
      validate: ({ amount }) => refuseNothing(amount),
      run: ({ amount }) => {
        charges.push(amount)
        return { total: total() }
      },
    },
  })

  if (account.wait_ms > 0) await sleep(account.wait_ms)
  await condition(allHandlersFinished)
  const settled = await settleAccount({ number, due_at, mandate, total: total() })
  return { number, owner_ip, statement_url, fees, tags, remarks, total: total(), ...settled }
})

function refuseNothing(amount: Decimal): void {
  if (compareDecimals(amount, zero) > 0) return
  const message = `A charge has to be more than nothing; it is ${formatDecimal(amount)}`
  throw ApplicationFailure.nonRetryable(message, 'charge-refused')
}
