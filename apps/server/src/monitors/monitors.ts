import { createHash, randomBytes } from 'node:crypto'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { MonitorBody } from '@temporal-registry/contract/monitor'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { Tables } from '../platform/database/database.ts'
import { isUniqueViolation } from '../platform/database/database-problems.ts'
import { isUuid } from '../platform/uuid-v7.ts'
import { etagOf } from './answers.ts'
import type { CheckMonitor } from './checks.ts'
import { freshMemory } from './rules/edges.ts'
import type { MonitorChange, MonitorFilter, MonitorRow, MonitorStore } from './store.ts'
import type { MonitorTables } from './tables.ts'

/** Who changes a monitor, and on what condition. */
export interface WriteContext {
  readonly actor: string
  /** Of an earlier answer: what changed since is refused. */
  readonly etag?: string | undefined
}

/** A monitor as it was written, or as it stood already. */
export interface WrittenMonitor {
  readonly outcome: 'created' | 'updated' | 'unchanged'
  readonly monitor: MonitorRow
  /** Of the address for signs of life; only when it is made. */
  readonly heartbeatToken?: string | undefined
  readonly warnings: readonly ProblemError[]
}

/** The monitors of a namespace, as people write them; `ref` is a name or an id. */
export interface Monitors {
  /** @throws Problem `monitor-invalid`, `monitor-exists` */
  create(
    body: MonitorBody,
    context: WriteContext & { readonly isPaused: boolean },
  ): Promise<WrittenMonitor>
  /** @throws Problem as `create`, `monitor-not-found`, `monitor-changed` */
  put(ref: string, body: MonitorBody, context: WriteContext): Promise<WrittenMonitor>
  /** @throws Problem `monitor-not-found` */
  get(ref: string): Promise<MonitorRow>
  list(
    filter: MonitorFilter,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<readonly MonitorRow[]>
  /** @throws Problem `monitor-not-found`, `monitor-changed` */
  remove(ref: string, context: WriteContext): Promise<void>
  /** One that is paused already stays as it is. @throws Problem `monitor-not-found` */
  pause(ref: string, reason: string, actor: string): Promise<MonitorRow>
  /** @throws Problem `monitor-not-found` */
  resume(ref: string, actor: string): Promise<MonitorRow>
  /** @throws Problem `monitor-not-found` */
  complete(ref: string, actor: string): Promise<MonitorRow>
  /** Absent `until`: no more. @throws Problem `monitor-not-found` */
  suppress(
    ref: string,
    said: { readonly until: Date; readonly reason: string } | undefined,
    actor: string,
  ): Promise<MonitorRow>
  /** Makes a paused one that says the same, but channels and secrets. @throws Problem `monitor-exists` */
  fork(ref: string, name: string, actor: string): Promise<WrittenMonitor>
  /** @returns the token of the address. @throws Problem `monitor-not-found`, `monitor-without-heartbeat` */
  renewAddress(ref: string, of: 'heartbeat' | 'feed', actor: string): Promise<string>
  removeFeedAddress(ref: string, actor: string): Promise<void>
  /** @throws Problem `feed-not-found` */
  getByFeed(token: string): Promise<MonitorRow>
  readonly check: CheckMonitor
  /** @returns what may not be meant so. @throws Problem `monitor-invalid`, and as `check` */
  assertValid(body: MonitorBody): Promise<readonly ProblemError[]>
}

export function createMonitors(deps: {
  readonly tables: Tables<MonitorTables>
  readonly store: MonitorStore
  readonly check: CheckMonitor
  /** Its schedule has to follow. */
  readonly onChanged: (monitorId: string) => void
  readonly newId: () => string
  readonly now: () => Date
}): Monitors {
  const { tables, store, check, onChanged, newId, now } = deps
  type Trx = Parameters<Parameters<typeof tables.transaction>[0]>[0]

  async function getIn(trx: Trx, ref: string): Promise<MonitorRow> {
    const found = await store.find(trx, ref)
    return (found && (await store.lock(trx, found.id))) ?? notFound(ref)
  }

  async function assertValid(body: MonitorBody): Promise<readonly ProblemError[]> {
    const { errors, warnings } = await check(body)
    const [first] = errors
    if (!first) return warnings
    const rest = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
    const detail = `${first.pointer || 'The monitor'}: ${first.detail}${rest}`
    throw new Problem('monitor-invalid', detail, { errors })
  }

  async function insert(trx: Trx, body: MonitorBody, { actor, isPaused, forkedFrom }: NewMonitor) {
    const token = body.probe.heartbeat ? newToken() : undefined
    const status = isPaused ? ('paused' as const) : ('active' as const)
    const made = {
      ...{ id: newId(), body, status, heartbeatHash: token ? hashOfToken(token) : null },
      ...(forkedFrom === undefined ? {} : { forkedFrom, pauseReason: 'It was forked' }),
    }
    const monitor = await store.insert(trx, made, { actor, action: 'monitor.create', at: now() })
    return { outcome: 'created' as const, monitor, heartbeatToken: token }
  }

  async function revise(trx: Trx, monitor: MonitorRow, body: MonitorBody, actor: string) {
    if (isSame(monitor.body, body)) return { outcome: 'unchanged' as const, monitor }
    if (body.name !== monitor.name && (await store.find(trx, body.name))) throw nameTaken(body.name)
    const hasHeartbeat = body.probe.heartbeat !== undefined
    const token = hasHeartbeat && monitor.heartbeat_hash === null ? newToken() : undefined
    const change = { actor, action: 'monitor.put', at: now() }
    const revised = await store.update(trx, monitor.id, change, {
      name: body.name,
      version: monitor.version + 1,
      body: JSON.stringify(body),
      ...(token ? { heartbeat_hash: hashOfToken(token) } : {}),
      ...(hasHeartbeat ? {} : { heartbeat_hash: null, heartbeat_at: null }),
      ...(isSame(remembered(monitor.body), remembered(body)) ? {} : forgotten(change)),
    })
    return { outcome: 'updated' as const, monitor: revised, heartbeatToken: token }
  }

  /** Writes only where it would change anything. */
  async function setState(
    ref: string,
    { actor, action }: Omit<MonitorChange, 'at'>,
    stateOf: (monitor: MonitorRow) => Parameters<MonitorStore['update']>[3] | undefined,
  ): Promise<MonitorRow> {
    const changed = await tables.transaction(async (trx) => {
      const monitor = await getIn(trx, ref)
      const state = stateOf(monitor)
      return state ? store.update(trx, monitor.id, { actor, action, at: now() }, state) : monitor
    })
    onChanged(changed.id)
    return changed
  }

  /** Who is beaten to a name by another finds it taken when all is done once more. */
  async function transaction<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    try {
      return await tables.transaction(work)
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      return tables.transaction(work)
    }
  }

  async function written(
    body: MonitorBody,
    work: (trx: Trx) => Promise<Omit<WrittenMonitor, 'warnings'>>,
  ): Promise<WrittenMonitor> {
    const warnings = await assertValid(body)
    const done = await transaction(work)
    onChanged(done.monitor.id)
    return { ...done, warnings }
  }

  return {
    check,
    assertValid,
    create: (body, { actor, isPaused }) =>
      written(body, async (trx) => {
        const monitor = await store.find(trx, body.name)
        if (!monitor) return insert(trx, body, { actor, isPaused })
        if (!isSame(monitor.body, body)) throw nameTaken(body.name)
        return { outcome: 'unchanged', monitor }
      }),

    async put(ref, body, { actor, etag }) {
      if (!isUuid(ref) && body.name !== ref) {
        const detail = `must be «${ref}», as in the path; a monitor is renamed by its id`
        const errors = [{ pointer: '/name', detail }]
        throw new Problem('validation-failed', `/name ${detail}`, { errors })
      }
      return written(body, async (trx) => {
        const found = await store.find(trx, ref)
        const monitor = found && (await store.lock(trx, found.id))
        assertUnchanged(monitor, etag)
        if (monitor) return revise(trx, monitor, body, actor)
        if (isUuid(ref)) notFound(ref)
        return insert(trx, body, { actor, isPaused: false })
      })
    },

    async get(ref) {
      return (await tables.query((db) => store.find(db, ref))) ?? notFound(ref)
    },

    list: (filter, page) => tables.query((db) => store.list(db, filter, page)),

    async remove(ref, { actor, etag }) {
      const id = await tables.transaction(async (trx) => {
        const monitor = await getIn(trx, ref)
        assertUnchanged(monitor, etag)
        await store.remove(trx, monitor, { actor, action: 'monitor.delete', at: now() })
        return monitor.id
      })
      onChanged(id)
    },

    pause: (ref, reason, actor) =>
      setState(ref, { actor, action: 'monitor.pause' }, ({ status }) =>
        status === 'active'
          ? { status: 'paused', paused_at: now(), pause_reason: reason }
          : undefined,
      ),

    resume: (ref, actor) =>
      setState(ref, { actor, action: 'monitor.resume' }, ({ status }) => {
        if (status === 'active') return undefined
        const active = { status: 'active' as const, paused_at: null, pause_reason: null }
        return status === 'completed' ? { ...active, ...forgotten({ at: now() }) } : active
      }),

    complete: (ref, actor) =>
      setState(ref, { actor, action: 'monitor.complete' }, ({ status }) =>
        status === 'completed'
          ? undefined
          : { status: 'completed', paused_at: null, pause_reason: null },
      ),

    async fork(ref, name, actor) {
      const done = await transaction(async (trx) => {
        const source = await getIn(trx, ref)
        if (await store.find(trx, name)) throw nameTaken(name)
        const body = { ...withoutSecrets(source.body), name }
        return insert(trx, body, { actor, isPaused: true, forkedFrom: source.id })
      })
      onChanged(done.monitor.id)
      return { ...done, warnings: [] }
    },

    async renewAddress(ref, of, actor) {
      const token = newToken()
      await setState(ref, { actor, action: `monitor.renew-${of}` }, ({ body }) => {
        if (of === 'feed') return { feed_hash: hashOfToken(token) }
        if (body.probe.heartbeat) return { heartbeat_hash: hashOfToken(token) }
        throw new Problem('monitor-without-heartbeat', `«${ref}» waits for no signs of life`)
      })
      return token
    },

    async removeFeedAddress(ref, actor) {
      await setState(ref, { actor, action: 'monitor.remove-feed' }, ({ feed_hash: hash }) =>
        hash === null ? undefined : { feed_hash: null },
      )
    },

    async getByFeed(token) {
      const found = await tables.query((db) => store.findByFeed(db, hashOfToken(token)))
      if (found) return found
      throw new Problem('feed-not-found', 'No monitor has its feed at this address')
    },

    suppress(ref, said, actor) {
      if (said && said.until <= now()) {
        const detail = 'is past: nobody would be kept from being told'
        const errors = [{ pointer: '/until', detail }]
        throw new Problem('validation-failed', `/until ${detail}`, { errors })
      }
      return setState(
        ref,
        { actor, action: said ? 'monitor.suppress' : 'monitor.unsuppress' },
        ({ suppressed_until: until }) =>
          said || until
            ? { suppressed_until: said?.until ?? null, suppress_reason: said?.reason ?? null }
            : undefined,
      )
    },
  }
}

interface NewMonitor {
  readonly actor: string
  readonly isPaused: boolean
  readonly forkedFrom?: string
}

/** What a fork takes over: nobody is told by it who was told by the other, and nothing secret is used. */
function withoutSecrets({ alert, probe, ...body }: MonitorBody): MonitorBody {
  const { channels: _channels, digest: _digest, ...told } = alert ?? {}
  const page = (spec: object | undefined) =>
    spec && { ...spec, bearer_secret: undefined, secret_headers: undefined }
  const { http_json: json, html, text, feed, sql } = probe
  const bare = {
    ...probe,
    ...{ http_json: page(json), html: page(html), text: page(text), feed: page(feed) },
    sql: sql && { ...sql, connection_secret: 'unset' },
  }
  return {
    ...body,
    // JSON has no members that are not there.
    probe: JSON.parse(JSON.stringify(bare)) as MonitorBody['probe'],
    ...(alert ? { alert: told } : {}),
  }
}

/** As the database keeps the token of an address. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function newToken(): string {
  return randomBytes(24).toString('base64url')
}

/** What a memory is of: where this is another, the memory says nothing any more. */
function remembered({ probe, compare, condition, until, memory, first_look }: MonitorBody) {
  return { probe, compare, condition, until, memory, first_look }
}

function forgotten({ at }: Pick<MonitorChange, 'at'>) {
  return {
    memory: JSON.stringify(freshMemory),
    state: null,
    health: 'unknown' as const,
    health_since: at,
    health_reason: null,
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other)
}

/** @throws Problem `monitor-changed` unless it is as the caller has seen it. */
function assertUnchanged(monitor: MonitorRow | undefined, etag: string | undefined): void {
  if (etag === undefined) return
  if (monitor && (etag === '*' || etag.replace(/^W\//, '') === etagOf(monitor))) return
  const detail = monitor
    ? `It was changed at ${monitor.updated_at.toISOString()}`
    : 'It is not there'
  throw new Problem('monitor-changed', detail, monitor ? { etag: etagOf(monitor) } : {})
}

function notFound(ref: string): never {
  throw new Problem('monitor-not-found', `There is no monitor «${ref}»`)
}

function nameTaken(name: string): Problem {
  return new Problem('monitor-exists', `«${name}» is another monitor`, {
    errors: [{ pointer: '/name', detail: 'is taken' }],
  })
}
