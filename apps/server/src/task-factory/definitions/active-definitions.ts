import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import type { Log } from '../../platform/log.ts'
import { createEventIndex } from './event-index.ts'
import type { DefinitionChanges, DefinitionStore, StoredDefinition } from './store.ts'

/** A definition that is enabled, as this replica knows it. */
export interface ActiveDefinition {
  readonly id: string
  readonly name: string
  readonly version: number
  /** Since when it makes no runs; it still matches, so that the ledger can say what it did not make. */
  readonly pausedAt: Date | null
  readonly pauseReason: string | null
  readonly body: ActivityDefinitionBody
}

/** What of an event decides which definitions look at it. */
export interface EventAttributes {
  readonly type: string
  readonly source: string
}

/** The enabled definitions of a namespace in memory, as they are in the database. */
export interface ActiveDefinitions {
  /** Those whose trigger names the event's type and source, in no order. Filters are not looked at. */
  match(event: EventAttributes): readonly ActiveDefinition[]
  find(id: string): ActiveDefinition | undefined
  list(): readonly ActiveDefinition[]
  /**
   * Settles when this replica has seen every change that was committed before the call, on whichever
   * replica: a query by primary key where there is none. Callers at one time share it.
   *
   * @param withinMs asks for less: for every change that was committed so long before the call.
   * @throws Problem `database-unavailable`
   */
  upToDate(withinMs?: number): Promise<void>
  /** Calls back with the ids of what changed, was enabled or disabled, or is gone, until the answer is called. */
  onChange(listener: (ids: ReadonlySet<string>) => void): () => void
  /** Begins to look about once a second for what other replicas have written. */
  start(): void
  close(): void
}

/** Between two looks at what other replicas have written. */
const pollMs = 1_000

export function createActiveDefinitions({
  store,
  log,
}: {
  readonly store: Pick<DefinitionStore, 'changesSince'>
  readonly log: Log
}): ActiveDefinitions {
  const byId = new Map<string, ActiveDefinition>()
  const index = createEventIndex<ActiveDefinition>()
  const listeners = new Set<(ids: ReadonlySet<string>) => void>()
  let seen = 0
  /** When the last look that succeeded began. */
  let lookedAtMs = -Infinity
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let fault = ''

  function drop(id: string): boolean {
    const known = byId.get(id)
    if (!known) return false
    byId.delete(id)
    index.remove(known, known.body.trigger.event)
    return true
  }

  function take(stored: StoredDefinition): boolean {
    const wasKnown = drop(stored.id)
    if (!stored.enabled) return wasKnown
    const { id, name, version, body, paused_at: pausedAt, pause_reason: pauseReason } = stored
    const active = Object.freeze({ id, name, version, body, pausedAt, pauseReason })
    byId.set(id, active)
    index.add(active, body.trigger.event)
    return true
  }

  async function read(): Promise<void> {
    const beganAtMs = performance.now()
    const changes = await store.changesSince(seen)
    if (changes) takeAll(changes)
    lookedAtMs = beganAtMs
  }

  function takeAll(changes: DefinitionChanges): void {
    const changed = new Set(changes.written.filter(take).map(({ id }) => id))
    const enabled = new Set(changes.enabledIds)
    for (const id of byId.keys()) {
      if (!enabled.has(id) && drop(id)) changed.add(id)
    }
    seen = changes.revision
    if (changed.size > 0) for (const listener of listeners) listener(changed)
  }

  /** One reading at a time. Who comes during one waits for the next: this one may have passed their change. */
  async function upToDate(withinMs = 0): Promise<void> {
    if (performance.now() - lookedAtMs <= withinMs) return
    return look()
  }

  function look(): Promise<void> {
    if (!running) {
      running = read().finally(() => {
        running = undefined
      })
      return running
    }
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined
        return look()
      })
    return next
  }

  async function poll(): Promise<void> {
    try {
      await upToDate()
      fault = ''
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      // Of a database that is away its own room tells.
      const isNews = why !== fault && !(error instanceof Problem)
      if (isNews) log.error({ err: error }, 'activity definitions cannot be read; trying again')
      fault = why
    }
    if (!isClosed) timer = setTimeout(() => void poll(), pollMs)
  }

  return {
    match: ({ type, source }) => index.match(type, source),
    find: (id) => byId.get(id),
    list: () => [...byId.values()],
    upToDate,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start() {
      void poll()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
