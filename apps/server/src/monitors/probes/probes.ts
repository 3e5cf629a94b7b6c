import { kindOf } from '@temporal-registry/contract/activity-definition'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import {
  probeKinds,
  type CompareRules,
  type ProbeEvidence,
  type ProbeKind,
  type ProbeOf,
  type ProbeSpec,
} from '@temporal-registry/contract/probes'
import type { Expressions } from '../../expressions/expressions.ts'
import { hashOfJson } from '../../platform/json-hash.ts'
import type { Outbound } from '../../platform/outbound/outbound.ts'
import { createQueryDatabase } from '../../platform/outbound/sql-query.ts'
import { createTcpExchange } from '../../platform/outbound/tcp-exchange.ts'
import { createRedactor, redactedError } from '../../task-factory/secrets/secrets.ts'
import { createFeedProbe } from './kinds/feed.ts'
import { createHeartbeatProbe } from './kinds/heartbeat.ts'
import { createHtmlProbe } from './kinds/html.ts'
import { createHttpJsonProbe } from './kinds/http-json.ts'
import { createSearchProbe } from './kinds/search.ts'
import { createSqlProbe } from './kinds/sql.ts'
import { createTcpProbe } from './kinds/tcp.ts'
import { createTextProbe } from './kinds/text.ts'
import { createCompare, type Compare } from './comparison/compare.ts'
import { createJudge } from './comparison/judge.ts'
import { createFetchPage } from './pages.ts'
import type { Found, Occasion, Probe } from './probe.ts'
import { ReadingError } from './reading/failing.ts'
import { createPageReader, problemOf } from './reading/reading.ts'
import type { Search } from './search/ask.ts'

export { createSearch } from './search/ask.ts'
export type { HeartbeatSeen, JsonObject, Occasion } from './probe.ts'

/** What a probe found, with what shows it. */
export interface Look extends Omit<Found, 'evidence'> {
  readonly evidence: ProbeEvidence
}

export interface Probes {
  /**
   * Looks once. Values of secrets that it used are struck out of what it found, and of what it says where it fails.
   *
   * @throws Problem whose code names the fault; a 5xx may heal and is worth another attempt. docs/probes.md has them.
   */
  look(spec: ProbeSpec, occasion: Occasion): Promise<Look>
  /**
   * What keeps a probe from being saved, at pointers within its spec.
   *
   * @throws Problem `search-not-configured` which names the setting that it lacks
   */
  faults(spec: ProbeSpec): Promise<readonly ProblemError[]>
  readonly compare: Compare
  /** @throws Problem `search-not-configured` where the rules name a judge, and there is none */
  assertComparable(rules: CompareRules): void
  close(): Promise<void>
}

export function createProbes({
  outbound,
  expressions,
  search,
  now,
}: {
  readonly outbound: Outbound
  readonly expressions: Pick<Expressions, 'evaluate' | 'check'>
  /** Who is asked to search, and to judge. It is closed by who made it. */
  readonly search: Search
  readonly now: () => Date
}): Probes {
  const reader = createPageReader()
  const pages = { fetchPage: createFetchPage({ outbound, now }), reader }
  const byKind = {
    http_json: createHttpJsonProbe({ ...pages, expressions, now }),
    html: createHtmlProbe(pages),
    text: createTextProbe(pages),
    feed: createFeedProbe(pages),
    tcp: createTcpProbe({ exchangeTcp: createTcpExchange(outbound.guard), reader }),
    sql: createSqlProbe(createQueryDatabase(outbound.guard)),
    heartbeat: createHeartbeatProbe(now),
    search: createSearchProbe({ ...pages, search, now }),
  } satisfies { [K in ProbeKind]: Probe<K> }

  return {
    async look(spec, occasion) {
      const { kind, probe, said } = chosen(spec)
      const used: string[] = []
      const secrets = {
        async read(name: string) {
          const value = await occasion.secrets.read(name)
          used.push(value)
          return value
        },
      }
      const begunAt = performance.now()
      try {
        const found = await probe.look(said, { ...occasion, secrets })
        const { state, evidence, ...rest } = createRedactor(used)(found)
        const took = Math.round(performance.now() - begunAt)
        return {
          state,
          evidence: { ...evidence, kind, hash: hashOfJson(state), took_ms: took },
          ...rest,
        }
      } catch (error) {
        const told = error instanceof ReadingError ? problemOf(error.failure) : error
        throw used.length === 0 ? told : redactedError(told, createRedactor(used))
      }
    },

    async faults(spec) {
      const { kind, probe, said } = chosen(spec)
      const found = (await probe.faults?.(said)) ?? []
      return found.map(({ pointer, ...rest }) => ({ ...rest, pointer: `/${kind}${pointer}` }))
    },

    compare: createCompare(createJudge(search)),

    assertComparable({ judge }) {
      if (judge) search.assertConfigured(judge.provider)
    },

    close: reader.close,
  }

  function chosen(spec: ProbeSpec) {
    const kind = kindOf(spec, probeKinds)
    if (kind === undefined) throw new Problem('probe-invalid', 'The probe has no kind')
    // The table says which probe takes what its kind is told; here the kind is any of them.
    const probe = byKind[kind] as Probe<ProbeKind>
    return { kind, probe, said: spec[kind] as ProbeOf<ProbeKind> }
  }
}

/** The names of the secrets that a probe uses. */
export function secretNamesIn({ http_json, html, text, feed, sql }: ProbeSpec): readonly string[] {
  const pages = [http_json, html, text, feed].filter((page) => page !== undefined)
  const named = pages.flatMap(({ bearer_secret, secret_headers = {} }) => [
    bearer_secret,
    ...Object.values(secret_headers),
  ])
  return [...named, sql?.connection_secret].filter((name) => name !== undefined)
}
