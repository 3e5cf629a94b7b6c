import { Problem } from '@temporal-registry/contract/problem'
import pg from 'pg'

/** States of PostgreSQL that are told apart (its appendix A). */
export const sqlStates = {
  uniqueViolation: '23505',
  characterNotInRepertoire: '22021',
  untranslatableCharacter: '22P05',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  tooManyConnections: '53300',
  lockNotAvailable: '55P03',
  queryCanceled: '57014',
} as const

/** Seconds after which a caller may try again. */
const retryAfterSeconds = { unavailable: 1, busy: 1 } as const

const busy: ReadonlySet<string> = new Set([
  sqlStates.serializationFailure,
  sqlStates.deadlockDetected,
  sqlStates.lockNotAvailable,
  sqlStates.queryCanceled,
])

/** No connection, one that is not let in, a server that goes down or comes up or takes no more of us. */
const unavailable = /^(08...|28...|3D000|53300|57P0.)$/

/** What `pg` and the system say of a connection that broke or did not come about. */
const brokenConnection =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|E(HOST|NET)UNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT)$/
const brokenInWords =
  /^(Connection terminated|timeout exceeded when trying to connect|The database has ended|Client has encountered a connection error|Cannot use a pool after calling end)/

/** What went wrong in the database, by PostgreSQL's own code, or nothing when it was not the database. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** Whether a row with these values of a unique index is there already; of any, or of the one named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return (
    error instanceof pg.DatabaseError &&
    error.code === sqlStates.uniqueViolation &&
    (constraint === undefined || error.constraint === constraint)
  )
}

/** Whether the same transaction may succeed when it is run again. */
export function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error)
  return state === sqlStates.serializationFailure || state === sqlStates.deadlockDetected
}

/** Whether an error says that the database cannot be reached, rather than what it thinks of a statement. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state !== undefined) return unavailable.test(state)
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  if (!(error instanceof Error)) return false
  const code: unknown = Reflect.get(error, 'code')
  return brokenConnection.test(String(code)) || brokenInWords.test(error.message)
}

/**
 * Turns a failed call to the database into the refusal to answer with. The only place that does.
 *
 * What is no fault of the database's is returned as it is: a mistake of ours must rise as one.
 */
export function databaseProblemOf(error: unknown): unknown {
  if (isUnavailable(error)) return databaseUnavailable('The database does not answer', error)
  switch (sqlStateOf(error)) {
    case sqlStates.characterNotInRepertoire:
    case sqlStates.untranslatableCharacter:
      return new Problem('body-unsafe', 'PostgreSQL keeps no text with NUL in it', {}, error)
    case undefined:
      return error
    default:
      return busy.has(sqlStateOf(error) ?? '')
        ? new Problem(
            'database-busy',
            'The database could not do it at once, and did nothing',
            { retry_after_seconds: retryAfterSeconds.busy },
            error,
          )
        : error
  }
}

/** The refusal for a database that is away. */
export function databaseUnavailable(detail: string, cause?: unknown): Problem {
  const extras = { retry_after_seconds: retryAfterSeconds.unavailable }
  return new Problem('database-unavailable', detail, extras, cause)
}

/** Why the database is not to be had, in a sentence for logs and operators. */
export function reasonOf(error: unknown): string {
  // Of several addresses that a name has, the first one's fault will do.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error ? first.message : String(first)
}
