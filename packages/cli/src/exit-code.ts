import type { RunStatus as ActivityRunStatus } from '@temporal-registry/contract/activity-runs'
import type { RunStatus } from '@temporal-registry/contract/runs'
import type { ApiError } from '@temporal-registry/sdk/client'

/** Every exit code of the command, in one table; `--help` shows it. */
export const exitCodes = {
  ok: { code: 0, meaning: 'done' },
  unexpected: {
    code: 1,
    meaning: 'something unexpected: a fault of the gateway or of this command',
  },
  usage: { code: 2, meaning: 'wrong usage: unknown command or flag, input that is no JSON' },
  refused: {
    code: 3,
    meaning: 'the gateway refused (4xx): mend the request; or a check found faults',
  },
  notFound: { code: 4, meaning: 'there is no such thing (404)' },
  unavailable: { code: 5, meaning: 'no answer, or not now (502, 503, 504, 429): try again' },
  runEnded: { code: 6, meaning: 'the run failed, timed out, or was canceled or terminated' },
  stillRunning: { code: 7, meaning: 'the run still runs' },
} as const satisfies Record<string, { code: number; meaning: string }>

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]['code']

const { ok, unexpected, refused, notFound, unavailable, runEnded, stillRunning } = exitCodes

/** The code for a refusal, by its status. */
export function exitCodeOf({ code, status }: ApiError): ExitCode {
  if (code === 'network') return unavailable.code
  if (status === undefined || status < 400) return unexpected.code
  if (status === 404) return notFound.code
  if ([429, 502, 503, 504].includes(status)) return unavailable.code
  // 507: the registry is full, and stays so until somebody makes room.
  return status < 500 || status === 507 ? refused.code : unexpected.code
}

/** The code for how a run stands. */
export function exitCodeOfRun(status: RunStatus | undefined): ExitCode {
  switch (status) {
    case 'completed':
      return ok.code
    case 'failed':
    case 'canceled':
    case 'terminated':
    case 'timed_out':
      return runEnded.code
    case 'running':
    case 'paused':
    case 'continued_as_new':
    case undefined:
      return stillRunning.code
  }
}

/** The code for how an activity run stands. One whose condition did not hold has done what it should. */
export function exitCodeOfActivityRun(status: ActivityRunStatus): ExitCode {
  switch (status) {
    case 'succeeded':
    case 'skipped':
      return ok.code
    case 'failed':
    case 'cancelled':
      return runEnded.code
    case 'queued':
    case 'starting':
    case 'running':
      return stillRunning.code
  }
}
