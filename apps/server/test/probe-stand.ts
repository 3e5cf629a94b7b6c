import type { Problem } from '@temporal-registry/contract/problem'
import type { ProbeSpec } from '@temporal-registry/contract/probes'
import { createExpressions } from '../src/expressions/expressions.ts'
import { loadConfig } from '../src/config/config.ts'
import {
  createProbes,
  createSearch,
  type Look,
  type Occasion,
  type Probes,
} from '../src/monitors/probes/probes.ts'
import { createOutbound } from '../src/platform/outbound/outbound.ts'

export interface ProbeStand extends AsyncDisposable {
  look(spec: ProbeSpec, occasion?: Partial<Occasion>): Promise<Look>
  /** What a look is refused with. */
  refused(spec: ProbeSpec, occasion?: Partial<Occasion>): Promise<Problem>
  readonly probes: Probes
}

/** Probes as the gateway makes them, which reach loopback, under variables of its environment. */
export function standProbes({
  allow = ['127.0.0.1'],
  env = {},
  now = () => new Date(),
  searchSeconds,
}: {
  readonly allow?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly now?: () => Date
  /** How long a search provider is waited for. */
  readonly searchSeconds?: number
} = {}): ProbeStand {
  const outbound = createOutbound({ allow })
  const expressions = createExpressions()
  const { search: settings } = loadConfig(undefined, env)
  const timeout = searchSeconds ?? settings.timeout_seconds
  const search = createSearch({
    settings: { ...settings, timeout_seconds: timeout },
    allow,
    onAsked() {},
    now,
  })
  const probes = createProbes({ now, search, outbound, expressions })
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
    probes,
    async [Symbol.asyncDispose]() {
      await Promise.all([probes.close(), expressions.close(), outbound.close(), search.close()])
    },
  }
}
