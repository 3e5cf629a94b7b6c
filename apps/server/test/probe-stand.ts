import type { Problem } from '@temporal-registry/contract/problem'
import type { ProbeSpec } from '@temporal-registry/contract/probes'
import { createExpressions } from '../src/expressions/expressions.ts'
import { createProbes, type Look, type Occasion } from '../src/monitors/probes/probes.ts'
import { createOutbound } from '../src/platform/outbound/outbound.ts'

type Options = Omit<Parameters<typeof createProbes>[0], 'outbound' | 'expressions'>

export interface ProbeStand extends AsyncDisposable {
  look(spec: ProbeSpec, occasion?: Partial<Occasion>): Promise<Look>
  /** What a look is refused with. */
  refused(spec: ProbeSpec, occasion?: Partial<Occasion>): Promise<Problem>
  /** Pointers and details of what keeps it from being saved. */
  faults(spec: ProbeSpec): Promise<readonly { readonly pointer: string; readonly detail: string }[]>
}

/** Probes as the gateway makes them, which reach loopback. */
export function standProbes({
  allow = ['127.0.0.1'],
  ...options
}: Partial<Options> & { readonly allow?: readonly string[] } = {}): ProbeStand {
  const outbound = createOutbound({ allow })
  const expressions = createExpressions()
  const probes = createProbes({ now: () => new Date(), ...options, outbound, expressions })
  const look = (spec: ProbeSpec, occasion: Partial<Occasion> = {}) =>
    probes.look(spec, {
      signal: new AbortController().signal,
      secrets: { read: async (name) => `value-of-${name}` },
      ...occasion,
    })
  return {
    look,
    refused: (spec, occasion) =>
      look(spec, occasion).then(
        () => {
          throw new Error('it was not refused')
        },
        (error: Problem) => error,
      ),
    faults: probes.faults,
    async [Symbol.asyncDispose]() {
      await Promise.all([probes.close(), expressions.close(), outbound.close()])
    },
  }
}
