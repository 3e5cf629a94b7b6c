import type { TaskTemplate } from '@temporal-registry/contract/activity-definition'

/** What a task's members are made of: those to be evaluated as one template, and those that stand as they are. */
export interface ParamsSource {
  readonly template: Readonly<Record<string, unknown>>
  readonly literal: Readonly<Record<string, unknown>>
}

/** Members of a task's kind; texts become Liquid leaves of a template. */
export function paramsSourceOf({
  workflow,
  http,
  signal,
  notify,
  human,
  emit,
  wait,
}: TaskTemplate): ParamsSource {
  if (workflow) {
    const { input, args, ...literal } = workflow
    return { template: present({ input, args }), literal }
  }
  if (http) {
    const { url, headers = {}, body, ...literal } = http
    return { template: present({ url: text(url), headers: texts(headers), body }), literal }
  }
  if (signal) {
    const { workflow_id: workflowId, input, ...literal } = signal
    return { template: present({ workflow_id: text(workflowId), input }), literal }
  }
  if (notify) {
    const { subject, text: words, ...literal } = notify
    return { template: present({ subject: text(subject), text: text(words) }), literal }
  }
  if (human) return humanParams(human)
  if (emit) {
    const { type, source, subject, id, data } = emit
    const template = { ...texts(present({ type, source, subject, id })), data }
    return { template: present(template), literal: {} }
  }
  return { template: present({ ...wait }), literal: {} }
}

function humanParams({
  title,
  description,
  requester,
  assignees,
  groups,
  escalate_to: escalateTo,
  ...literal
}: NonNullable<TaskTemplate['human']>): ParamsSource {
  const lists = { assignees, groups, escalate_to: escalateTo }
  const template = {
    ...texts(present({ title, description, requester })),
    ...Object.fromEntries(
      Object.entries(present(lists)).map(([name, list]) => [name, (list as string[]).map(text)]),
    ),
  }
  return { template, literal }
}

function text(source: string | undefined) {
  return source === undefined ? undefined : { $liquid: source }
}

function texts(sources: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [name, text(String(source))]),
  )
}

/** Without what is absent: a template has no such values. */
function present(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
