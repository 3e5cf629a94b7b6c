import {
  contextSourceKinds,
  kindOf,
  type ContextSource,
  type ContextSourceKind,
} from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import { ApplicationFailure } from '@temporalio/common'
import type { Tables } from '../../platform/database/database.ts'
import type { Redactor } from '../secrets/secrets.ts'
import type { FactoryTables } from '../tables.ts'
import { redactedError } from '../secrets/secrets.ts'
import { retryDelayOf } from '../../platform/activity-failures.ts'
import { hashOfJson } from '../../platform/json-hash.ts'
import { newStandInKey, type SecretsInUse } from './reaching/secrets-in-use.ts'
import type { DefinedRun, Seen } from './seen.ts'
import type { RunStore } from './store.ts'

export type ResolveContext = (defined: DefinedRun, signal: AbortSignal) => Promise<void>

/** What a source is read with. */
export interface Reading {
  readonly defined: DefinedRun
  readonly source: ContextSource
  readonly seen: Seen
  readonly signal: AbortSignal
}

/** Reads each kind of source. @throws Problem or an error that says what could not be had. */
export type SourceReaders = Readonly<
  Record<ContextSourceKind, (reading: Reading) => Promise<unknown>>
>

/** How a source was read, without what it gave. */
export interface SourceReport {
  readonly name: string
  readonly kind: ContextSourceKind
  readonly status: 'ok' | 'absent'
  readonly took_ms: number
  readonly reason?: string
}

/** Reads what a run has to look at, all sources at once, and stores it without secrets. */
export function createResolveContext(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly readers: SourceReaders
  readonly seen: { ofTrigger(defined: DefinedRun): Promise<Seen> }
  readonly secrets: Pick<SecretsInUse, 'redactorOf'>
  readonly now: () => Date
}): ResolveContext {
  const { tables, runs, readers, secrets, now } = deps

  return async (defined, signal) => {
    const { run, body } = defined
    const seen = await deps.seen.ofTrigger(defined)
    const redact = await secrets.redactorOf(body)
    const read = await Promise.all(
      (body.context ?? []).map((source) => readOne({ defined, source, seen, signal }, redact)),
    )
    const values = Object.fromEntries(read.map(({ report, value }) => [report.name, value]))
    const snapshot = redact(values)
    const sources = read.map(({ report }) => report)
    const hash = hashOfJson(snapshot)
    await tables.query((db) =>
      runs.putContext(db, run.id, { snapshot, sources, hash, standInKey: newStandInKey() }, now()),
    )
  }

  async function readOne(
    reading: Reading,
    redact: Redactor,
  ): Promise<{ report: SourceReport; value: unknown }> {
    const { name, optional = false } = reading.source
    const kind = kindOf(reading.source, contextSourceKinds)
    if (kind === undefined) throw ApplicationFailure.nonRetryable(`«${name}» is of no kind`)
    const beganMs = performance.now()
    const report = { name, kind, took_ms: 0 }
    const tookMs = () => Math.round(performance.now() - beganMs)
    try {
      const value = await readers[kind](reading)
      return { report: { ...report, status: 'ok', took_ms: tookMs() }, value: value ?? null }
    } catch (thrown) {
      const error = redactedError(thrown, redact)
      const reason = error.message
      if (!optional) throw unreadable(name, error)
      return { report: { ...report, status: 'absent', took_ms: tookMs(), reason }, value: null }
    }
  }
}

function unreadable(name: string, error: Error): Error {
  // What the source itself refuses, it will refuse again.
  const isFinal = error instanceof Problem && error.status < 500
  return ApplicationFailure.create({
    message: `Context source «${name}»: ${error.message}`,
    type: error instanceof Problem ? error.code : 'context-source-failed',
    nonRetryable: isFinal,
    ...retryDelayOf(error),
  })
}
