import { pointerToken } from '@temporal-registry/contract/json-pointer'
import type { ContextSource, TaskTemplate } from '@temporal-registry/contract/activity-definition'
import type { Part, Place } from '../../../expressions/expressions.ts'
import { placesOf } from '../places.ts'
import type { Placed, SoundParts } from './sound-parts.ts'

/** Expressions that see the same variables. */
export interface PlacedParts {
  readonly place: Place
  readonly parts: readonly Part[]
}

/** Every expression and template of a body, with the variables that it may name. */
export function expressionParts(body: SoundParts): readonly PlacedParts[] {
  const places = placesOf(body.names)
  return [
    { place: places.trigger, parts: [...triggerParts(body), ...body.context.flatMap(sourceParts)] },
    { place: places.pick, parts: body.context.flatMap(pickParts) },
    { place: places.condition, parts: cel('/condition', body.condition, 'bool') },
    ...body.tasks.flatMap((task) => [
      {
        place: places.forEach(task.part),
        parts: cel(`${task.pointer}/for_each`, task.part.for_each, 'list'),
      },
      { place: places.task(task.part), parts: taskParts(task) },
    ]),
  ].filter(({ parts }) => parts.length > 0)
}

function triggerParts({ trigger, dedupe, flow = {} }: SoundParts): Part[] {
  return [
    ...cel('/trigger/event/filter', trigger?.event?.filter, 'bool'),
    ...cel('/dedupe/key', dedupe?.key, 'scalar'),
    ...Object.entries(flow).flatMap(([name, { key }]) => cel(`/flow/${name}/key`, key, 'scalar')),
  ]
}

function sourceParts({ part: { http, sql }, pointer }: Placed<ContextSource>): Part[] {
  return [
    ...(http ? httpParts(http, `${pointer}/http`) : []),
    ...(sql?.params ?? []).flatMap((param, at) => template(`${pointer}/sql/params/${at}`, param)),
  ]
}

function pickParts({ part, pointer }: Placed<ContextSource>): Part[] {
  return cel(`${pointer}/http/pick`, part.http?.pick)
}

function taskParts({ part, pointer: at }: Placed<TaskTemplate>): Part[] {
  const { when, workflow, http, signal, notify, human, emit, wait } = part
  return [
    ...cel(`${at}/when`, when, 'bool'),
    ...template(`${at}/workflow/input`, workflow?.input),
    ...(workflow?.args ?? []).flatMap((arg, n) => template(`${at}/workflow/args/${n}`, arg)),
    ...(http ? httpParts(http, `${at}/http`) : []),
    ...liquid(`${at}/signal/workflow_id`, signal?.workflow_id),
    ...template(`${at}/signal/input`, signal?.input),
    ...liquid(`${at}/notify/subject`, notify?.subject),
    ...liquid(`${at}/notify/text`, notify?.text),
    ...(human ? humanParts(human, `${at}/human`) : []),
    ...liquid(`${at}/emit/type`, emit?.type),
    ...liquid(`${at}/emit/source`, emit?.source),
    ...liquid(`${at}/emit/subject`, emit?.subject),
    ...liquid(`${at}/emit/id`, emit?.id),
    ...template(`${at}/emit/data`, emit?.data),
    ...template(`${at}/wait/seconds`, wait?.seconds),
    ...template(`${at}/wait/until`, wait?.until),
  ]
}

function httpParts(
  { url, headers = {}, body }: NonNullable<TaskTemplate['http'] | ContextSource['http']>,
  at: string,
): Part[] {
  return [
    ...liquid(`${at}/url`, url),
    ...Object.entries(headers).flatMap(([name, value]) =>
      liquid(`${at}/headers/${pointerToken(name)}`, value),
    ),
    ...template(`${at}/body`, body),
  ]
}

function humanParts(human: NonNullable<TaskTemplate['human']>, at: string): Part[] {
  const { title, description, requester, assignees, groups, escalate_to } = human
  const lists = Object.entries({ assignees, groups, escalate_to })
  return [
    ...liquid(`${at}/title`, title),
    ...liquid(`${at}/description`, description),
    ...liquid(`${at}/requester`, requester),
    ...lists.flatMap(([name, texts = []]) =>
      texts.flatMap((text, n) => liquid(`${at}/${name}/${n}`, text)),
    ),
  ]
}

type Result = NonNullable<Extract<Part, { cel: string }>['result']>

function cel(pointer: string, source: string | undefined, result: Result = 'any'): Part[] {
  return source === undefined ? [] : [{ pointer, cel: source, result }]
}

function liquid(pointer: string, text: string | undefined): Part[] {
  return text === undefined ? [] : [{ pointer, liquid: text }]
}

function template(pointer: string, value: unknown): Part[] {
  return value === undefined ? [] : [{ pointer, template: value }]
}
