import {
  contextSourceKinds,
  kindOf,
  taskTemplateKinds,
  type ActivityDefinitionBody,
  type ContextSource,
  type Flow,
  type TaskKind,
  type TaskTemplate,
} from '@temporal-registry/contract/activity-definition'
import { spanText } from '../time-text.ts'
import { anyOf } from './trigger-text.ts'

/** One thing that a definition does: a name, a kind and a sentence, and what it depends on. */
export interface FlowPart {
  readonly name: string
  readonly kind: string
  /** What it does, without its name. */
  readonly says: string
  /** Each a condition in words and the expression it is. */
  readonly conditions: readonly (readonly [string, string])[]
  readonly after: readonly string[]
}

/** A sentence, and the expression in it. */
export type Rule = readonly [words: string, expression?: string | undefined]

/** What a definition does, in the order in which it is done. */
export interface DefinitionFlow {
  readonly rules: readonly Rule[]
  readonly sources: readonly FlowPart[]
  readonly condition: string | undefined
  /** Tasks of one step wait for tasks of steps before, and not for each other. */
  readonly steps: readonly (readonly FlowPart[])[]
}

export function flowOf(body: ActivityDefinitionBody): DefinitionFlow {
  const { dedupe, flow = {}, context = [], condition, tasks } = body
  const held = dedupe?.ttl_seconds
  return {
    rules: [
      ...(dedupe
        ? ([
            [
              `once for each value, ${held ? `held for ${span(held)}` : 'while its run is open'}`,
              dedupe.key,
            ],
          ] as const)
        : []),
      ...flowRules(flow),
    ],
    sources: context.map(sourcePart),
    condition,
    steps: stepsOf(tasks).map((step) => step.map(taskPart)),
  }
}

const span = (seconds: number) => spanText(seconds * 1_000)

function flowRules(flow: Flow): Rule[] {
  const { rate_limit: rate, throttle, debounce, batch, concurrency } = flow
  const rules: Rule[] = []
  if (rate)
    rules.push([
      `at most ${rate.limit} in ${span(rate.period_seconds)}, more are dropped`,
      rate.key,
    ])
  if (throttle) {
    rules.push([
      `at most ${throttle.limit} in ${span(throttle.period_seconds)}, more wait`,
      throttle.key,
    ])
  }
  if (debounce)
    rules.push([`once it has been quiet for ${span(debounce.wait_seconds)}`, debounce.key])
  if (batch) {
    rules.push([
      `together, ${batch.max_size} at most, after ${span(batch.wait_seconds)}`,
      batch.key,
    ])
  }
  if (concurrency) {
    const beyond = {
      queue: 'more wait',
      cancel_new: 'more are dropped',
      cancel_running: 'the oldest is cancelled',
    }
    rules.push([
      `${concurrency.limit} at a time, ${beyond[concurrency.on_limit ?? 'queue']}`,
      concurrency.key,
    ])
  }
  return rules
}

function sourcePart(source: ContextSource): FlowPart {
  const kind = kindOf(source, contextSourceKinds) ?? 'static'
  return {
    ...{ name: source.name, kind, after: [] },
    says: `${sourceText(source)}${source.optional ? ', if it can be had' : ''}`,
    conditions: [],
  }
}

function sourceText({ http, sql, previous_run, registry, secret }: ContextSource): string {
  if (http) return `${http.method ?? 'GET'} ${http.url}`
  if (sql) return sql.query
  if (previous_run)
    return previous_run.status === 'any' ? 'the run before' : 'the last run that succeeded'
  if (registry) return `the workflow type ${registry.workflow_type}`
  if (secret) return `the secret ${secret.name}`
  return 'a value that is written down'
}

/** What a task of each kind does; with its values where they are known, else with their expressions. */
const taskTexts: { [K in TaskKind]: (template: NonNullable<TaskTemplate[K]>) => string } = {
  workflow: ({ workflow_type: type, wait }) =>
    `start ${type}${wait === false ? '' : ' and wait for its result'}`,
  http: ({ method = 'GET', url }) => `${method} ${url}`,
  signal: ({ signal, workflow_id: id }) => `signal ${signal} to ${id}`,
  notify: ({ channel, subject, text }) => `tell ${channel}: ${subject ?? text}`,
  human: ({ title, groups = [], assignees = [] }) =>
    `ask ${anyOf([...groups, ...assignees]) || 'anybody'}: ${title}`,
  emit: ({ type }) => `emit the event ${type}`,
  wait: ({ seconds }) =>
    typeof seconds === 'number' ? `wait ${span(seconds)}` : 'wait until a time',
}

function taskPart(template: TaskTemplate): FlowPart {
  const { name, after = [], when, for_each: forEach } = template
  const kind = kindOf(template, taskTemplateKinds) ?? 'wait'
  return {
    ...{ name, kind, after },
    says: taskText(kind, template),
    conditions: [
      ...(forEach ? ([['for each of', forEach]] as const) : []),
      ...(when ? ([['only when', when]] as const) : []),
    ],
  }
}

function taskText<K extends TaskKind>(kind: K, template: TaskTemplate): string {
  const says = template[kind]
  return says === undefined ? '' : taskTexts[kind](says)
}

/** Templates in steps: each in the first step after all those that it comes after. */
function stepsOf(tasks: readonly TaskTemplate[]): readonly (readonly TaskTemplate[])[] {
  const steps: TaskTemplate[][] = []
  const stepOf = new Map<string, number>()
  let left = [...tasks]
  while (left.length > 0) {
    const ready = left.filter(({ after = [] }) => after.every((name) => stepOf.has(name)))
    // A circle is refused at save; a draft may have one, and is drawn all the same.
    const step = ready.length > 0 ? ready : left
    for (const { name } of step) stepOf.set(name, steps.length)
    steps.push(step)
    left = left.filter((task) => !step.includes(task))
  }
  return steps
}
