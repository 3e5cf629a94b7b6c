import type { Expressions } from '../../../expressions/expressions.ts'
import type { Tables } from '../../../platform/database/database.ts'
import type { Outbound } from '../../../platform/outbound/outbound.ts'
import { createQueryDatabase } from '../../../platform/outbound/sql-query.ts'
import type { Events } from '../../events/events.ts'
import type { Secrets } from '../../secrets/secrets.ts'
import type { FactoryTables } from '../../tables.ts'
import type { SourceReaders } from '../context.ts'
import { createEmitTask } from '../performers/emit-task.ts'
import { createHttpTask } from '../performers/http-task.ts'
import { createNotifyTask, type Notify } from '../performers/notify-task.ts'
import { createSignalTask, type SendSignal } from '../performers/signal-task.ts'
import type { Performers } from '../performing.ts'
import type { RunStore } from '../store.ts'
import { createHttpSource } from './http-source.ts'
import { createSecretsInUse, type SecretsInUse } from './secrets-in-use.ts'
import { createSqlSource } from './sql-source.ts'

/** The ways that lead out of a run: other systems, other workflows, events. */
export interface WaysOut {
  readonly outbound: Outbound
  readonly secrets: Pick<Secrets, 'read'>
  readonly sendSignal: SendSignal
  readonly acceptEvents: Events['accept']
  readonly notify: Notify
}

/** Makes what runs reach out with. */
export function createReach(
  { outbound, secrets, sendSignal, acceptEvents, notify }: WaysOut,
  deps: {
    readonly tables: Tables<FactoryTables>
    readonly runs: RunStore
    readonly expressions: Expressions
    readonly now: () => Date
  },
): {
  readonly readers: Pick<SourceReaders, 'http' | 'sql' | 'secret'>
  readonly performers: Performers
  readonly secrets: SecretsInUse
} {
  const { tables, runs, expressions, now } = deps
  const inUse = createSecretsInUse({ tables, runs, secrets })
  return {
    secrets: inUse,
    readers: {
      http: createHttpSource({ outbound, expressions, secrets: inUse, now }),
      sql: createSqlSource({
        queryDatabase: createQueryDatabase(outbound.guard),
        expressions,
        secrets: inUse,
      }),
      // Its value is what is struck out of everything that is kept.
      secret: ({ source }) => inUse.read(source.secret?.name ?? ''),
    },
    performers: {
      http: createHttpTask({ outbound, secrets: inUse, now }),
      signal: createSignalTask(sendSignal),
      notify: createNotifyTask(notify),
      emit: createEmitTask(acceptEvents),
    },
  }
}
