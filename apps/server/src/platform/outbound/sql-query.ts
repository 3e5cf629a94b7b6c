import { Socket } from 'node:net'
import { Problem, type ProblemCode } from '@temporal-registry/contract/problem'
import pg from 'pg'
import type { AddressGuard } from './address-guard.ts'

const connectTimeoutMs = 10_000
/** How often it is looked how much has come. */
const measureMs = 20

export interface SqlQuery {
  /** `postgresql://user:password@host:port/database`, with `sslmode` or without. */
  readonly connection: string
  readonly text: string
  readonly values: readonly unknown[]
  readonly maxRows: number
  readonly maxResponseBytes: number
  /** Of the query; connecting has its own. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Runs one query in a transaction that can change nothing, over a connection of its own.
 *
 * @returns the rows, as JSON.
 * @throws Problem `blocked-address`, `outbound-request-invalid`, `outbound-refused`, `outbound-failed`,
 * `outbound-timeout`, `outbound-answer-unusable`
 */
export type QueryDatabase = (query: SqlQuery) => Promise<readonly unknown[]>

export function createQueryDatabase(guard: AddressGuard): QueryDatabase {
  return async (query) => {
    const { signal, maxRows, maxResponseBytes, timeoutMs } = query
    const config = await connectionOf(query.connection, guard)
    const socket = new Socket()
    const client = new pg.Client({
      ...config,
      stream: () => socket,
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: timeoutMs,
      query_timeout: timeoutMs + connectTimeoutMs,
      types,
    })
    // What ends the connection under a query is told by the query.
    client.on('error', () => {})
    let isTooLarge = false
    const measure = setInterval(() => {
      if (socket.bytesRead <= maxResponseBytes) return
      isTooLarge = true
      socket.destroy()
    }, measureMs)
    const abort = () => socket.destroy()
    signal.addEventListener('abort', abort)
    try {
      signal.throwIfAborted()
      await client.connect()
      await client.query('begin transaction read only')
      // A cursor takes one statement, and one that gives rows. Only this protocol refuses several.
      const declare = {
        text: `declare rows no scroll cursor for ${query.text}`,
        values: query.values.map(parameterOf),
        queryMode: 'extended',
      }
      await client.query(declare)
      const { rows } = await client.query<Record<string, unknown>>(
        `fetch forward ${maxRows + 1} from rows`,
      )
      // It may all have come between two looks.
      isTooLarge ||= socket.bytesRead > maxResponseBytes
      if (isTooLarge) throw tooLarge(`gives more than ${maxResponseBytes} bytes`, 'response_bytes')
      if (rows.length > maxRows) throw tooLarge(`gives more than ${maxRows} rows`, 'rows')
      // What `pg` makes of values is JSON once it is written as such.
      return JSON.parse(JSON.stringify(rows)) as readonly unknown[]
    } catch (error) {
      if (isTooLarge) throw tooLarge(`gives more than ${maxResponseBytes} bytes`, 'response_bytes')
      throw problemOf(error, config.database)
    } finally {
      clearInterval(measure)
      signal.removeEventListener('abort', abort)
      // Nothing is to be kept of the transaction.
      await client.end().catch(() => {})
      socket.destroy()
    }
  }
}

/** Whole numbers that JavaScript cannot hold, and times without a zone, stay the texts they are. */
const types: pg.CustomTypesConfig = {
  getTypeParser(id: number, format?: 'text' | 'binary') {
    const { builtins, getTypeParser } = pg.types
    if (id === builtins.INT8) {
      return (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text)
    }
    const isText = [builtins.DATE, builtins.TIMESTAMP, builtins.BYTEA].includes(id)
    return isText ? (text: string) => text : getTypeParser(id, format)
  },
}

/** Lists and objects are sent as JSON: a list would be taken for an array of PostgreSQL. */
function parameterOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

/**
 * Every part is said, so that `pg` reads none from the gateway's environment or files. It is the address that is
 * connected to: the name is resolved once, and checked.
 */
async function connectionOf(text: string, guard: AddressGuard) {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw invalid('is no postgresql:// URL')
  const { sslmode = 'disable', ...others } = Object.fromEntries(url.searchParams)
  const [other] = Object.keys(others)
  if (other !== undefined) throw invalid(`has the parameter ${other}: only sslmode is read`)
  const ssl = sslModes.get(sslmode)
  if (!ssl) throw invalid(`has an sslmode that is none of ${[...sslModes.keys()].join(', ')}`)
  const user = decodeURIComponent(url.username)
  if (user === '' || url.hostname === '') throw invalid('names no user, or no host')
  const [found] = await guard.resolve(url.hostname)
  const password = decodeURIComponent(url.password)
  return {
    host: found?.address ?? '',
    port: url.port === '' ? 5_432 : Number(url.port),
    user,
    // An empty one would be looked for elsewhere.
    password: () => password,
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    ssl: ssl.tls && { servername: url.hostname, rejectUnauthorized: ssl.verified },
    application_name: 'temporal-registry',
  }
}

const sslModes: ReadonlyMap<string, { readonly tls: boolean; readonly verified: boolean }> =
  new Map([
    ['disable', { tls: false, verified: false }],
    ['no-verify', { tls: true, verified: false }],
    ['require', { tls: true, verified: true }],
    ['verify-full', { tls: true, verified: true }],
  ])

function invalid(why: string): Problem {
  return new Problem('outbound-request-invalid', `What the connection's secret holds ${why}`)
}

function tooLarge(why: string, limit: string): Problem {
  return new Problem('outbound-answer-unusable', `The query ${why}`, { limit })
}

/** SQLSTATE classes of what may heal: connections, transactions, resources, operators. 08P01 is what parameters that are missing are. */
const passing = /^(08(?!P01)|40|53|57|58)/
const cancelledByTimeout = '57014'

function problemOf(error: unknown, database: string): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error
  const state = error instanceof pg.DatabaseError ? (error.code ?? '') : '08000'
  const code: ProblemCode =
    state === cancelledByTimeout
      ? 'outbound-timeout'
      : passing.test(state)
        ? 'outbound-failed'
        : 'outbound-refused'
  return new Problem(code, `The database «${database}»: ${error.message}`, { sqlstate: state })
}
