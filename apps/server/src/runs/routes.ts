import { countRuns } from '@temporal-registry/contract/run-counts'
import * as contract from '@temporal-registry/contract/runs'
import { Problem } from '@temporal-registry/contract/problem'
import { Answer, type OnEndpoint } from '../http/on-endpoint.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { sendEventStream } from '../http/event-stream.ts'
import { preferredWaitSeconds } from '../http/prefer.ts'
import { isOpen } from './describe.ts'
import type { MessageCheck } from './message-check.ts'
import type { ResultWaits } from './result-waits.ts'
import type { RunCounter } from './run-counts.ts'
import type { Page, RunRef, Runs } from './runs.ts'
import { streamedEvents } from './streamed-events.ts'

const defaultLimit = 100
const defaultStepSeconds = 3_600
const defaultUpdateWaitSeconds = 10
/** Streams open at once; each holds a long poll. */
const maxStreams = 200

/** Binds the endpoints about runs. */
export function runRoutes(
  on: OnEndpoint,
  {
    runs,
    counter,
    waits,
    messages,
    systemWorkflowIds,
  }: {
    readonly runs: Runs
    readonly counter: RunCounter
    readonly waits: ResultWaits
    readonly messages: MessageCheck
    readonly systemWorkflowIds: Pick<ReadonlySet<string>, 'has'>
  },
): void {
  let streams = 0

  const refOf = (params: { workflow_id: string }, query: { run_id?: string }): RunRef => ({
    workflowId: params.workflow_id,
    runId: query.run_id ?? '',
  })

  /** A run of ours is not to be touched: its state belongs to everybody. */
  function touchable(params: { workflow_id: string }, query: { run_id?: string }): RunRef {
    if (systemWorkflowIds.has(params.workflow_id)) {
      throw new Problem('run-protected', `«${params.workflow_id}» holds the registry's state`)
    }
    return refOf(params, query)
  }

  on(contract.listRuns, async ({ query }) => {
    const { limit = defaultLimit, cursor, count, ...filter } = query
    const list = `runs ${JSON.stringify(Object.entries(filter).toSorted())}`
    const [page, total] = await Promise.all([
      runs.list(filter, limit, readCursor(cursor, list)),
      count ? runs.count(filter) : undefined,
    ])
    return {
      runs: page.items,
      ...(total === undefined ? {} : { count: total }),
      ...cursorOf(page, list),
    }
  })

  on(countRuns, async ({ query }) => {
    const { from, to, step_seconds: stepSeconds = defaultStepSeconds, ...filter } = query
    const time = (text: string | undefined) => (text === undefined ? undefined : new Date(text))
    return {
      steps: await counter.count(filter, { from: time(from), to: time(to), stepSeconds }),
    }
  })

  on(contract.getRun, ({ params, query }) => runs.describe(refOf(params, query)))

  on(contract.getRunResult, async ({ params, query, headers, signal }) => {
    const { workflowId, runId: askedRunId } = refOf(params, query)
    const waitSeconds = preferredWaitSeconds(headers.prefer)
    const { runId, ...state } = waitSeconds
      ? await waits.follow(workflowId, askedRunId, { timeoutMs: waitSeconds * 1000, signal })
      : await waits.peek(workflowId, askedRunId)
    const applied: Record<string, string> =
      waitSeconds === undefined ? {} : { 'preference-applied': `wait=${waitSeconds}` }
    const answer = { workflow_id: workflowId, run_id: runId, ...state }
    return isOpen(state.status)
      ? new Answer(202, answer, { ...applied, 'retry-after': '1' })
      : new Answer(200, answer, applied)
  })

  on(contract.getRunHistory, async ({ params, query }) => {
    const { reverse = false, limit = defaultLimit, cursor } = query
    const run = refOf(params, query)
    const list = `history ${JSON.stringify([run, reverse])}`
    const page = await runs.history(run, { limit, token: readCursor(cursor, list), reverse })
    return { events: page.items, ...cursorOf(page, list) }
  })

  on(contract.streamRunEvents, async ({ params, query, headers, signal }, reply) => {
    if (streams >= maxStreams) {
      throw new Problem('too-many-waiters', `${maxStreams} streams are open here`, {
        retry_after_seconds: 5,
      })
    }
    const described = await runs.describe(refOf(params, query))
    const run = { workflowId: params.workflow_id, runId: described.run_id }
    const after = Number(headers['last-event-id'] ?? 0)
    streams++
    reply.raw.once('close', () => streams--)
    return sendEventStream(reply, streamedEvents(runs.events(run, after, signal), signal), signal)
  })

  on(contract.cancelRun, async ({ params, query, body }) => {
    await runs.cancel(touchable(params, query), body?.reason ?? '')
    return { workflow_id: params.workflow_id }
  })

  on(contract.terminateRun, async ({ params, query, body }) => {
    const details = body?.details === undefined ? [] : [body.details]
    await runs.terminate(touchable(params, query), body?.reason ?? '', details)
    return { workflow_id: params.workflow_id }
  })

  on(contract.resetRun, async ({ params, query, headers, body }) => {
    const requestId = headers['idempotency-key']
    const runId = await runs.reset(touchable(params, query), {
      reason: body?.reason ?? 'Reset through the registry',
      reapply: body?.reapply ?? 'all',
      ...(body?.event_id === undefined ? {} : { eventId: body.event_id }),
      ...(requestId === undefined ? {} : { requestId }),
    })
    return { workflow_id: params.workflow_id, run_id: runId }
  })

  on(contract.signalRun, async ({ params, query, headers, body }) => {
    const run = touchable(params, query)
    const args = await messages.argumentsFor('signals', run, params.name, body)
    await runs.signal(run, params.name, args, headers['idempotency-key'])
    return { workflow_id: params.workflow_id }
  })

  on(contract.queryRun, async ({ params, query, body }) => {
    const run = refOf(params, query)
    const args = await messages.argumentsFor('queries', run, params.name, body)
    return { result: await runs.query(run, params.name, args) }
  })

  on(contract.updateRun, async ({ params, query, headers, body }) => {
    const waitSeconds = preferredWaitSeconds(headers.prefer) ?? defaultUpdateWaitSeconds
    const run = touchable(params, query)
    const args = await messages.argumentsFor('updates', run, params.name, body)
    const updateId = headers['idempotency-key']
    const outcome = await runs.update(run, params.name, args, {
      timeoutMs: waitSeconds * 1000,
      ...(updateId === undefined ? {} : { updateId }),
    })
    if (!outcome.isComplete) return new Answer(202, { update_id: outcome.updateId })
    return { update_id: outcome.updateId, result: outcome.result }
  })
}

function cursorOf({ nextToken }: Page<unknown>, list: string): { next_cursor?: string } {
  return nextToken.length === 0 ? {} : { next_cursor: writeCursor(nextToken, list) }
}
