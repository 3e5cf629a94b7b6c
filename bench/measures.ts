import type { Measure } from './bench.ts'
import { batchStarts } from './measures/batch-starts.ts'
import { capacity } from './measures/capacity.ts'
import { catalogue } from './measures/catalogue.ts'
import { changeFeed } from './measures/change-feed.ts'
import { claims } from './measures/claims.ts'
import { coldStart } from './measures/cold-start.ts'
import { eventToTask } from './measures/event-to-task.ts'
import { consoleMeasure } from './measures/console.ts'
import { fanOut } from './measures/fan-out.ts'
import { comparison } from './measures/comparison.ts'
import { heartbeats } from './measures/heartbeats.ts'
import { idle } from './measures/idle.ts'
import { ingress } from './measures/ingress.ts'
import { kills } from './measures/kills.ts'
import { ledger } from './measures/ledger.ts'
import { list } from './measures/list.ts'
import { looks } from './measures/looks.ts'
import { matching } from './measures/matching.ts'
import { orphans } from './measures/orphans.ts'
import { registrations } from './measures/registrations.ts'
import { schedules } from './measures/schedules.ts'
import { starts } from './measures/starts.ts'
import { validate } from './measures/validate.ts'
import { waiters } from './measures/waiters.ts'

/** Everything that is measured, in the order it is. */
export const measures: readonly Measure[] = [
  starts,
  batchStarts,
  list,
  validate,
  claims,
  registrations,
  heartbeats,
  idle,
  catalogue,
  capacity,
  waiters,
  orphans,
  schedules,
  changeFeed,
  ingress,
  eventToTask,
  matching,
  comparison,
  looks,
  fanOut,
  ledger,
  consoleMeasure,
  kills,
  coldStart,
]
