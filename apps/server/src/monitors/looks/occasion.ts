import type { Probes } from '../probes/probes.ts'
import type { MonitorRow } from '../store.ts'

type Occasion = Parameters<Probes['look']>[1]

/** What a probe may know of the monitor that it looks for. */
export function occasionOf(
  { state, heartbeat_at: lastAt, created_at: since }: MonitorRow & { readonly state: unknown },
  around: Pick<Occasion, 'signal' | 'secrets'>,
): Occasion {
  return {
    ...around,
    heartbeat: { last_at: lastAt, since },
    // As a probe gave it: always an object.
    ...(state === null ? {} : { previous: state as Readonly<Record<string, unknown>> }),
  }
}
