import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import { assertInputFits, searchAttributesOf } from '../dispatch/dispatch.ts'
import type { Registry, SpecCheck } from '../registry/registry.ts'
import { bodyFaults, idFaults, timesFaults, saysTimes } from './body-check.ts'
import { shortHash } from './request-id.ts'

/** A schedule that a registered type brings with it. */
export interface Declared {
  readonly scheduleId: string
  readonly workflowType: string
  readonly body: ScheduleBody
  readonly hash: string
}

/** Schedules that the registered types declare, by id; of two that claim one id, the first type has it. */
export function declaredSchedules(view: Registry['view']): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>()
  for (const name of view.typeNames()) {
    for (const one of declarationsOf(view.findType(name)?.spec)) {
      if (!declared.has(one.scheduleId)) declared.set(one.scheduleId, one)
    }
  }
  return declared
}

function declarationsOf(spec: FullWorkflowSpec | undefined): Declared[] {
  return (spec?.schedules ?? []).map(({ schedule_id: scheduleId, ...rest }) => {
    const body = { workflow_type: spec?.workflow_type ?? '', ...rest }
    return { scheduleId, workflowType: body.workflow_type, body, hash: declarationHash(body) }
  })
}

export function declarationHash(body: ScheduleBody): string {
  return shortHash(canonicalJson(body)).slice(0, 12)
}

/** Faults of the schedules a spec declares, found before it is stored; pointers begin at the spec. */
export function declarationFaults(
  spec: FullWorkflowSpec,
  check: Pick<SpecCheck, 'valueFaults'>,
  now: Date,
): ProblemError[] {
  const inputCheck: Pick<SpecCheck, 'inputFaults'> = {
    inputFaults: (_hash, schema, value) => check.valueFaults(schema, value),
  }
  return spec.schedules.flatMap(({ schedule_id: id, ...rest }, at) => {
    const body = { workflow_type: spec.workflow_type, ...rest }
    const isRepeated = spec.schedules.findIndex((one) => one.schedule_id === id) < at
    const faults = [
      ...(isRepeated ? [{ pointer: '/schedule_id', detail: 'is declared twice' }] : []),
      ...(saysTimes(body) ? [] : [{ pointer: '/cron', detail: 'no time to fire is declared' }]),
      ...idFaults(id, body, '/schedule_id'),
      ...bodyFaults(body, now, { mayEndInPast: true }),
      ...timesFaults(body),
      ...faultsOf(() => searchAttributesOf(body.search_attributes ?? {}, spec.search_attributes)),
      ...faultsOf(() => assertInputFits(inputCheck, { spec, inputSchemaHash: '' }, body)),
    ]
    return faults.map(({ pointer, detail }) => ({
      pointer: `/schedules/${at}${pointer}`,
      detail,
    }))
  })
}

function faultsOf(check: () => void): readonly ProblemError[] {
  try {
    check()
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return error.extras.errors ?? [{ pointer: '', detail: error.message }]
  }
}
