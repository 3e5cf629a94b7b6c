import type { HumanTaskSummary } from '@temporal-registry/contract/human-tasks'
import type { RunStatus } from '@temporal-registry/contract/runs'
import type { Worker } from '@temporal-registry/contract/workers'
import type { WorkflowStatus } from '@temporal-registry/contract/workflow-status'
import { Mark, type Tone } from '../ui/Mark.tsx'

const typeTones: Readonly<Record<WorkflowStatus, Tone>> = {
  ready: 'good',
  suspect: 'caution',
  draining: 'accent',
  gone: 'bad',
  disabled: 'quiet',
  unavailable: 'bad',
}

const runTones: Readonly<Record<RunStatus, Tone>> = {
  running: 'accent',
  completed: 'good',
  failed: 'bad',
  canceled: 'quiet',
  terminated: 'caution',
  continued_as_new: 'quiet',
  timed_out: 'bad',
  paused: 'caution',
}

const leaseTones: Readonly<Record<Worker['lease'], Tone>> = {
  live: 'good',
  draining: 'accent',
  frozen: 'caution',
  expired: 'bad',
}

const humanTones: Readonly<
  Record<HumanTaskSummary['status'] | NonNullable<HumanTaskSummary['outcome']>, Tone>
> = {
  open: 'accent',
  claimed: 'accent',
  decided: 'good',
  approved: 'good',
  answered: 'good',
  rejected: 'bad',
  expired: 'bad',
  cancelled: 'quiet',
}

/** How a workflow type or a target stands. */
export function StatusMark({ status, reason }: { status: WorkflowStatus; reason?: string }) {
  return (
    <Mark tone={typeTones[status]} {...(reason === undefined ? {} : { title: reason })}>
      {status}
    </Mark>
  )
}

/** How a run stands. */
export function RunMark({ status }: { status: RunStatus }) {
  const words = status.replaceAll('_', ' ')
  return (
    <Mark tone={runTones[status]} title={words}>
      {status === 'continued_as_new' ? 'continued' : words}
    </Mark>
  )
}

/** How a worker's lease stands. */
export function LeaseMark({ lease }: { lease: Worker['lease'] }) {
  return <Mark tone={leaseTones[lease]}>{lease}</Mark>
}

/** How a human task stands, or what came of it. */
export function HumanTaskMark({ task }: { task: Pick<HumanTaskSummary, 'status' | 'outcome'> }) {
  const word = task.outcome ?? task.status
  return <Mark tone={humanTones[word]}>{word}</Mark>
}
