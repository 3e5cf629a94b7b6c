import { createHash } from 'node:crypto'
import { implementActivities } from '@temporal-registry/sdk/typed/activity'
import { formatDecimal } from '@temporal-registry/sdk/typed'
import { accounting } from './signature.ts'

const msPerDay = 86_400_000

export const { settleAccount } = implementActivities(accounting, {
  settleAccount: ({ number, due_at, mandate, total }) => {
    const settledAt = new Date()
    const hash = createHash('sha256')
      .update(mandate)
      .update(`${number} ${formatDecimal(total)}`)
    return {
      settled_at: settledAt,
      days_left: Math.floor((due_at.getTime() - settledAt.getTime()) / msPerDay),
      seal: new Uint8Array(hash.digest()),
    }
  },
})
