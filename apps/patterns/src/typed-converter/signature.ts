import {
  bigInteger,
  bytes,
  decimal,
  defineActivities,
  defineWorkflow,
  instant,
  ipAddress,
  mapOf,
  setOf,
  url,
} from '@temporal-registry/sdk/typed'
import * as z from 'zod'

const total = z.object({ total: decimal() })

/** What is signed off, and what a settled account is told with: every kind of value there is. */
const account = z.strictObject({
  number: bigInteger().describe('Account number'),
  owner_ip: ipAddress().describe('Address that the order came from'),
  statement_url: url().describe('Where the statement goes'),
  due_at: instant().describe('Time it is due'),
  charges: z.array(decimal()).min(1).max(100).describe('Amounts to settle'),
  fees: mapOf(decimal()).prefault({}).describe('Fees by name'),
  tags: setOf(z.string().min(1).max(50)).prefault([]).describe('Marks, each once'),
  mandate: bytes().describe('Scan of the mandate, in base64'),
  wait_ms: z
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe('Milliseconds to wait for more charges before it is settled'),
})

export const settlement = defineWorkflow({
  name: 'cookbook.typed-converter.v1',
  input: account,
  output: z.object({
    number: bigInteger(),
    owner_ip: ipAddress(),
    statement_url: url(),
    settled_at: instant(),
    days_left: z.int(),
    total: decimal(),
    fees: mapOf(decimal()),
    tags: setOf(z.string()),
    seal: bytes(),
    remarks: z.array(z.object({ at: instant(), text: z.string() })),
  }),
  signals: {
    remark: {
      description: 'Adds a remark. One that is not as its schema says is left out, with a warning.',
      input: z.strictObject({ at: instant(), text: z.string().min(1).max(1_000) }),
    },
  },
  queries: {
    total_since: {
      description: 'The total so far, and the remarks since a time.',
      input: z.strictObject({ since: instant() }),
      output: z.object({ total: decimal(), remarks: z.int(), tags: setOf(z.string()) }),
    },
  },
  updates: {
    add_charge: {
      description: 'Adds a charge, which has to be more than nothing, and answers the new total.',
      input: z.strictObject({ amount: decimal() }),
      output: total,
    },
  },
})

export const accounting = defineActivities({
  settleAccount: {
    input: account.pick({ number: true, due_at: true, mandate: true }).extend({ total: decimal() }),
    output: z.object({ settled_at: instant(), days_left: z.int(), seal: bytes() }),
  },
})
