import type { BodyOf, QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import type { Monitor, MonitorBody, MonitorSummary } from '@temporal-registry/contract/monitor'
import type { MonitorPreview, Observation } from '@temporal-registry/contract/monitor-history'
import { getMonitorSeries } from '@temporal-registry/contract/monitor-series'
import {
  forkMonitor,
  listMonitorTemplates,
  makeFeedAddress,
  removeFeedAddress,
  renewHeartbeatAddress,
} from '@temporal-registry/contract/monitor-sharing'
import {
  completeMonitor,
  createMonitor,
  deleteMonitor,
  getMonitor,
  getObservation,
  listAlerts,
  listMonitors,
  listObservations,
  lookNow,
  pauseMonitor,
  previewMonitor,
  previewMonitorBody,
  putMonitor,
  resumeMonitor,
  suppressMonitor,
  unsuppressMonitor,
  validateMonitor,
  type WrittenMonitor,
} from '@temporal-registry/contract/monitors'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** A monitor as it stands, and what an `etag` option takes. */
export type ReadMonitor = Monitor & { readonly etag: string }

interface GuardedOptions extends CallOptions {
  /** Of a monitor that was read: what changed since is refused with `monitor-changed`. */
  readonly etag?: string | undefined
}

/** Monitors: what is looked at, what counts, and who is told. `monitor` is a name or an id. */
export interface Monitors {
  /** @throws `monitor-invalid`, `monitor-exists` */
  create(
    body: Loose<MonitorBody>,
    options?: CallOptions & { readonly paused?: boolean | undefined },
  ): Promise<WrittenMonitor>
  /** Changes it, or creates it by name. @throws as `create`, `monitor-changed` */
  put(monitor: string, body: Loose<MonitorBody>, options?: GuardedOptions): Promise<WrittenMonitor>
  /** @throws `monitor-not-found` */
  get(monitor: string, options?: CallOptions): Promise<ReadMonitor>
  /** @throws `monitor-not-found`, `monitor-changed` */
  delete(monitor: string, options?: GuardedOptions): Promise<void>
  /** Answers one page, by name. */
  list(
    query?: Loose<QueryOf<typeof listMonitors>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listMonitors>>
  /** Walks all that match, page by page. */
  all(
    query?: Loose<QueryOf<typeof listMonitors>>,
    options?: CallOptions,
  ): AsyncGenerator<MonitorSummary, void, undefined>
  /** Says all that is wrong with one, and stores nothing. */
  validate(
    body: Loose<MonitorBody>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof validateMonitor>>
  /** Says what a look would find and tell; of a monitor, or of a body that is not saved. */
  preview(monitor: string | Loose<MonitorBody>, options?: CallOptions): Promise<MonitorPreview>
  /** Lets it look now. @throws `monitor-not-found` */
  look(
    monitor: string,
    options?: CallOptions & { readonly idempotencyKey?: string | undefined },
  ): Promise<ResponseOf<typeof lookNow>>
  /** Lets it not look for now. @throws `monitor-not-found` */
  pause(monitor: string, reason: string, options?: CallOptions): Promise<Monitor>
  /** @throws `monitor-not-found` */
  resume(monitor: string, options?: CallOptions): Promise<Monitor>
  /** Ends one whose work is done. @throws `monitor-not-found` */
  complete(monitor: string, options?: CallOptions): Promise<Monitor>
  /** Lets it tell nobody until a time. @throws `monitor-not-found` */
  suppress(
    monitor: string,
    said: BodyOf<typeof suppressMonitor>,
    options?: CallOptions,
  ): Promise<Monitor>
  /** @throws `monitor-not-found` */
  unsuppress(monitor: string, options?: CallOptions): Promise<Monitor>
  /** Makes a paused one that says the same, but channels and secrets. @throws `monitor-exists` */
  fork(monitor: string, name: string, options?: CallOptions): Promise<WrittenMonitor>
  /** Monitors to begin with. */
  templates(options?: CallOptions): Promise<ResponseOf<typeof listMonitorTemplates>>
  /** Answers one page of what it found, the newest first. @throws `monitor-not-found` */
  observations(
    monitor: string,
    query?: Loose<QueryOf<typeof listObservations>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listObservations>>
  /** What it found over a time, as pictures are drawn of it. @throws `monitor-not-found` */
  series(
    monitor: string,
    query?: Loose<QueryOf<typeof getMonitorSeries>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof getMonitorSeries>>
  /** Makes another address for signs of life. @throws `monitor-without-heartbeat` */
  renewHeartbeatAddress(monitor: string, options?: CallOptions): Promise<{ readonly path: string }>
  /** Makes an address at which the feed needs no token; the one before ends. */
  makeFeedAddress(monitor: string, options?: CallOptions): Promise<{ readonly path: string }>
  removeFeedAddress(monitor: string, options?: CallOptions): Promise<void>
  /** With state and evidence. @throws `observation-not-found` */
  observation(id: string, options?: CallOptions): Promise<Observation>
  /** Answers one page of alerts, the newest first. */
  alerts(
    query?: Loose<QueryOf<typeof listAlerts>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listAlerts>>
}

const pageSize = 200

export function createMonitors({ call, send }: Caller): Monitors {
  const list: Monitors['list'] = (query, options) => call(listMonitors, { query, ...options })
  const of = (monitor: string) => ({ params: { monitor } })

  return {
    list,
    create: (body, { paused, ...options } = {}) =>
      call(createMonitor, { body, query: { paused }, ...options }),
    put: (monitor, body, { etag, ...options } = {}) =>
      call(putMonitor, { ...of(monitor), body, headers: { 'if-match': etag }, ...options }),
    async get(monitor, options) {
      const answer = await send(getMonitor, { ...of(monitor), ...options })
      return { ...answer.body, etag: answer.headers.get('etag') ?? '' }
    },
    async delete(monitor, { etag, ...options } = {}) {
      await call(deleteMonitor, { ...of(monitor), headers: { 'if-match': etag }, ...options })
    },
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.monitors,
      ),
    validate: (body, options) => call(validateMonitor, { body, ...options }),
    preview: (monitor, options) =>
      typeof monitor === 'string'
        ? call(previewMonitor, { ...of(monitor), ...options })
        : call(previewMonitorBody, { body: monitor, ...options }),
    look: (monitor, { idempotencyKey, ...options } = {}) =>
      call(lookNow, {
        ...of(monitor),
        ...(idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey } }),
        ...options,
      }),
    pause: (monitor, reason, options) =>
      call(pauseMonitor, { ...of(monitor), body: { reason }, ...options }),
    resume: (monitor, options) => call(resumeMonitor, { ...of(monitor), ...options }),
    complete: (monitor, options) => call(completeMonitor, { ...of(monitor), ...options }),
    suppress: (monitor, body, options) =>
      call(suppressMonitor, { ...of(monitor), body, ...options }),
    unsuppress: (monitor, options) => call(unsuppressMonitor, { ...of(monitor), ...options }),
    fork: (monitor, name, options) =>
      call(forkMonitor, { ...of(monitor), body: { name }, ...options }),
    templates: (options) => call(listMonitorTemplates, { ...options }),
    observations: (monitor, query, options) =>
      call(listObservations, { ...of(monitor), query, ...options }),
    series: (monitor, query, options) =>
      call(getMonitorSeries, { ...of(monitor), query, ...options }),
    renewHeartbeatAddress: (monitor, options) =>
      call(renewHeartbeatAddress, { ...of(monitor), ...options }),
    makeFeedAddress: (monitor, options) => call(makeFeedAddress, { ...of(monitor), ...options }),
    async removeFeedAddress(monitor, options) {
      await call(removeFeedAddress, { ...of(monitor), ...options })
    },
    observation: (id, options) =>
      call(getObservation, { params: { observation_id: id }, ...options }),
    alerts: (query, options) => call(listAlerts, { query, ...options }),
  }
}
