import type { ScheduleSummary } from '@temporal-registry/contract/schedules'
import { Mark } from '../../ui/Mark.tsx'

/** Whether a schedule fires. */
export function ScheduleMark({ schedule }: { schedule: Pick<ScheduleSummary, 'paused' | 'note'> }) {
  const { paused: isPaused, note } = schedule
  return (
    <Mark tone={isPaused ? 'caution' : 'good'} title={note}>
      {isPaused ? 'paused' : 'active'}
    </Mark>
  )
}
