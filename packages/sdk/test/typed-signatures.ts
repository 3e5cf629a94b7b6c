import * as z from 'zod'
import { bigInteger, defineActivities, defineWorkflow, instant } from '../src/typed/index.ts'

const tally = z.object({ seen: z.array(bigInteger()), refused: z.array(z.string()) })

/** Collects what it is signalled, until it is told to stop. */
export const collector = defineWorkflow({
  name: 'collector',
  input: z.object({ first: bigInteger() }),
  output: tally,
  signals: {
    add: { input: bigInteger() },
    stop: { input: z.void(), description: 'Ends the run' },
  },
  queries: {
    after: { input: instant(), output: instant() },
    wrong: { input: z.void(), output: instant() },
  },
  updates: { double: { input: bigInteger(), output: bigInteger() } },
})

/** Does one thing that goes wrong, or well. */
export const attempt = defineWorkflow({
  name: 'attempt',
  input: z.object({
    what: z.enum([
      'result',
      'argument',
      'activity-result',
      'child',
      'child-argument',
      'again',
      'well',
    ]),
    at: instant(),
  }),
  output: z.object({ at: instant() }),
})

export const clock = defineActivities({
  nextDay: { input: z.object({ at: instant() }), output: z.object({ at: instant() }) },
  wrongDay: { input: z.void(), output: z.object({ at: instant() }) },
})
