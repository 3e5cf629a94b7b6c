import type { ActivitySignatures } from './signature.ts'
import { readArgument, writeResult } from './failing.ts'
import type { RichOf, WireOf } from './wire.ts'

/** The code of Temporal activities, on rich values. */
export type ActivityImplementations<A extends ActivitySignatures> = {
  readonly [K in keyof A]: (
    input: RichOf<A[K]['input']>,
  ) => Promise<RichOf<A[K]['output']>> | RichOf<A[K]['output']>
}

/** Temporal activities as a worker takes them. */
export type WireActivities<A extends ActivitySignatures> = {
  readonly [K in keyof A]: (input: WireOf<A[K]['input']>) => Promise<WireOf<A[K]['output']>>
}

/**
 * Makes Temporal activities whose argument is read by its schema before their code runs, and whose result
 * is checked before it is sent. What a schema does not take fails the activity, without a retry, with an
 * `ApplicationFailure` of type `input-invalid` or `result-invalid`.
 *
 * @example
 * const activities = implementActivities(billing, {
 *   charge: async ({ amount }) => ({ at: await bank.charge(amount) }),
 * })
 */
export function implementActivities<A extends ActivitySignatures>(
  signatures: A,
  implementations: ActivityImplementations<A>,
): WireActivities<A> {
  const wired = Object.entries(signatures).map(([name, { input, output }]) => {
    // The schema of its own input reads what it gets.
    const run = implementations[name] as ((input: unknown) => unknown) | undefined
    if (!run) throw new TypeError(`The activity ${name} is defined, and has no code`)
    return [
      name,
      async (...args: unknown[]) =>
        writeResult(
          output,
          await run(readArgument(input, args, `the input of ${name}`)),
          `the result of ${name}`,
        ),
    ]
  })
  // fromEntries forgets which names it was given.
  return Object.fromEntries(wired) as WireActivities<A>
}
