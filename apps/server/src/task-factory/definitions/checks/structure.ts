import {
  contextSourceKinds,
  taskTemplateKinds,
  type TaskTemplate,
} from '@temporal-registry/contract/activity-definition'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { DefinitionFinding } from '@temporal-registry/contract/activity-definitions'
import { isUuid } from '../../../platform/uuid-v7.ts'
import type { Placed, SoundParts } from './sound-parts.ts'

/** Paths beneath /activity-definitions that are no definitions. */
const takenNames: readonly string[] = ['dry-run', 'export', 'import', 'upcoming', 'validate']

/** Faults of what the parts say of each other: names, order, kinds, flow. */
export function structureFaults(body: SoundParts): readonly ProblemError[] {
  return [
    ...nameFaults(body),
    ...eventFaults(body),
    ...flowFaults(body),
    ...kindFaults(body.context, contextSourceKinds),
    ...kindFaults(body.tasks, taskTemplateKinds),
    ...repeatedNames(body.context),
    ...repeatedNames(body.tasks),
    ...orderFaults(body),
    ...body.tasks.flatMap(taskFaults),
  ]
}

/** What may not be meant as it is said. */
export function structureDoubts({ tasks }: SoundParts): readonly DefinitionFinding[] {
  return tasks.flatMap(({ part: { human, max_parallel, for_each }, pointer }) => {
    const doubts: DefinitionFinding[] = []
    const add = (member: string, detail: string) =>
      doubts.push({ pointer: `${pointer}/${member}`, detail })
    if (max_parallel !== undefined && for_each === undefined) {
      add('max_parallel', 'has no effect without for_each: there is one task')
    }
    if (human && !human.assignees?.length && !human.groups?.length) {
      add('human', 'names no assignees and no groups: anybody may decide')
    }
    if (human?.due_seconds === undefined) {
      if (human?.on_due !== undefined) add('human/on_due', 'has no effect without due_seconds')
    } else if ((human.on_due ?? 'escalate') === 'escalate' && !human.escalate_to?.length) {
      add('human/due_seconds', 'escalates to nobody: escalate_to is empty')
    }
    return doubts
  })
}

function nameFaults({ name }: SoundParts): ProblemError[] {
  if (name === undefined) return []
  if (takenNames.includes(name)) return [{ pointer: '/name', detail: `«${name}» is a path` }]
  return isUuid(name) ? [{ pointer: '/name', detail: 'is written as an id is; choose a word' }] : []
}

function eventFaults({ trigger }: SoundParts): ProblemError[] {
  const { types = [], sources = [] } = trigger?.event ?? {}
  return Object.entries({ types, sources }).flatMap(([name, patterns]) =>
    patterns.flatMap((pattern, at) => {
      const star = pattern.indexOf('*')
      if (star === -1 || star === pattern.length - 1) return []
      const detail = 'has a star before its end: only what it begins with can be said'
      return [{ pointer: `/trigger/event/${name}/${at}`, detail }]
    }),
  )
}

function flowFaults({ trigger, flow }: SoundParts): ProblemError[] {
  const faults: ProblemError[] = []
  const kind = trigger?.schedule ? 'schedule' : trigger?.manual ? 'manual' : 'event'
  for (const name of ['debounce', 'batch'] as const) {
    if (flow?.[name] && trigger && kind !== 'event') {
      const detail = `gathers events, and a ${kind} trigger has none`
      faults.push({ pointer: `/flow/${name}`, detail })
    }
  }
  if (flow?.debounce && flow.batch) {
    const detail = 'gathers events as debounce does: one of the two gathers them'
    faults.push({ pointer: '/flow/batch', detail })
  }
  const { wait_seconds: wait = 0, max_wait_seconds: maxWait } = flow?.debounce ?? {}
  if (maxWait !== undefined && maxWait < wait) {
    const detail = 'must not be less than wait_seconds'
    faults.push({ pointer: '/flow/debounce/max_wait_seconds', detail })
  }
  return faults
}

function kindFaults(parts: readonly Placed<object>[], kinds: readonly string[]): ProblemError[] {
  return parts.flatMap(({ part, pointer }) => {
    const said = kinds.filter((kind) => Reflect.get(part, kind) !== undefined)
    if (said.length === 1) return []
    const detail = `must have exactly one of ${kinds.join(', ')}`
    return [
      { pointer, detail: said.length === 0 ? detail : `${detail}; it has ${said.join(', ')}` },
    ]
  })
}

function repeatedNames(parts: readonly Placed<{ name: string }>[]): ProblemError[] {
  return parts.flatMap(({ part: { name }, pointer }, at) =>
    parts.findIndex(({ part }) => part.name === name) < at
      ? [{ pointer: `${pointer}/name`, detail: `«${name}» is there twice` }]
      : [],
  )
}

/** `after` names templates that are there, and never leads back. */
function orderFaults({ tasks, names }: SoundParts): ProblemError[] {
  // Of templates with one name the first is meant; the others are faults of their own.
  const after = new Map(
    names.tasks.toReversed().map((template) => [template.name, template.after ?? []]),
  )
  return tasks.flatMap(({ part, pointer }) => [
    ...(part.after ?? []).flatMap((name, at) =>
      after.has(name)
        ? []
        : [{ pointer: `${pointer}/after/${at}`, detail: `there is no template «${name}»` }],
    ),
    ...(leadsBack(part, after)
      ? [{ pointer: `${pointer}/after`, detail: `leads back to «${part.name}» itself` }]
      : []),
  ])
}

function leadsBack(
  { name, after: begin = [] }: Pick<TaskTemplate, 'name' | 'after'>,
  after: ReadonlyMap<string, readonly string[]>,
): boolean {
  const seen = new Set<string>()
  const open = [...begin]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === name) return true
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(after.get(next) ?? []))
  }
  return false
}

function taskFaults({ part: { workflow, human, wait }, pointer }: Placed<TaskTemplate>) {
  const faults: ProblemError[] = []
  const add = (member: string, detail: string) =>
    faults.push({ pointer: `${pointer}/${member}`, detail })
  if (workflow?.input !== undefined && workflow.args !== undefined) {
    add('workflow/args', 'cannot be given together with input')
  }
  if (wait && (wait.seconds === undefined) === (wait.until === undefined)) {
    add('wait', 'must say either seconds or until')
  }
  const { assignees = [], groups = [], quorum = 1 } = human ?? {}
  if (assignees.length > 0 && groups.length === 0 && quorum > assignees.length) {
    add('human/quorum', `is more than the ${assignees.length} assignees there are`)
  }
  const { due_seconds: due, remind_after_seconds: remind } = human ?? {}
  if (due !== undefined && remind !== undefined && remind >= due) {
    add('human/remind_after_seconds', 'must be less than due_seconds')
  }
  return faults
}
