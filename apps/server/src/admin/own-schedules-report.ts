import type { OwnScheduleEntry } from '@temporal-registry/contract/temporal-admin'
import type { OwnSchedule, OwnSchedules, OwnStanding, Wanted } from '../schedules/schedules.ts'

type Kind = OwnScheduleEntry['kind']

/** Says how each Temporal schedule of the gateway's own stands, and how it is to stand; by id. */
export type OwnSchedulesReport = (kind: Kind | undefined) => Promise<readonly OwnScheduleEntry[]>

export function createOwnSchedulesReport(deps: {
  readonly own: Pick<OwnSchedules, 'list'>
  /** Begins the ids of schedules of the gateway itself. */
  readonly systemPrefix: string
  /** What schedules are made of, and what begins their ids. */
  readonly made: Readonly<Record<'definition' | 'monitor', Wanted & { readonly prefix: string }>>
}): OwnSchedulesReport {
  const { own, systemPrefix, made } = deps

  async function ofKind(kind: 'definition' | 'monitor'): Promise<OwnScheduleEntry[]> {
    const { prefix, all } = made[kind]
    const standing = new Map(await own.list(prefix))
    const entries: OwnScheduleEntry[] = []
    for await (const wanted of all()) {
      entries.push(entryOf(kind, wanted, standing.get(wanted.scheduleId)))
      standing.delete(wanted.scheduleId)
    }
    const orphans = [...standing].map(([id, found]) => ({
      ...bare(id, kind, found),
      drift: 'orphan' as const,
    }))
    return [...entries, ...orphans]
  }

  async function ofSystem(): Promise<OwnScheduleEntry[]> {
    return [...(await own.list(systemPrefix))].map(([id, found]) => bare(id, 'system', found))
  }

  return async (kind) => {
    const entries = [
      ...(kind === undefined || kind === 'definition' ? await ofKind('definition') : []),
      ...(kind === undefined || kind === 'monitor' ? await ofKind('monitor') : []),
      ...(kind === undefined || kind === 'system' ? await ofSystem() : []),
    ]
    return entries.toSorted((one, other) => (one.schedule_id < other.schedule_id ? -1 : 1))
  }
}

function entryOf(
  kind: Kind,
  { scheduleId, of, times, note, isPaused }: OwnSchedule,
  found: OwnStanding | undefined,
): OwnScheduleEntry {
  const isSame = found?.note === note && found.isPaused === isPaused
  return {
    ...{ schedule_id: scheduleId, kind, of: { ...of }, times: { ...times }, paused: isPaused },
    next_at: found?.nextAt?.toISOString() ?? null,
    drift: found ? (isSame ? 'none' : 'changed') : 'missing',
  }
}

function bare(scheduleId: string, kind: Kind, { nextAt, isPaused }: OwnStanding): OwnScheduleEntry {
  return {
    ...{ schedule_id: scheduleId, kind, of: null, times: null, paused: isPaused, drift: 'none' },
    next_at: nextAt?.toISOString() ?? null,
  }
}
