import {
  contextSourceKinds,
  kindOf,
  type ActivityDefinitionBody,
  type TaskTemplate,
} from '@temporal-registry/contract/activity-definition'
import {
  maxShownTasks,
  type DryRun,
  type DryRunTasks,
} from '@temporal-registry/contract/activity-dry-run'
import type { EventEnvelope, FilterCondition } from '@temporal-registry/contract/events'
import type { Explanation, Expressions, Item, Outcome } from '../../expressions/expressions.ts'
import { createEventIndex } from '../definitions/event-index.ts'
import { placesOf, type Places } from '../definitions/places.ts'
import { kindOfTask } from '../runs/plan.ts'
import { paramsSourceOf } from '../runs/task-params.ts'
import type { EvaluateKeys } from './intake.ts'
import { ofEvent } from './seen-event.ts'

/** What stands for what a run would find. */
interface Given {
  readonly envelope: EventEnvelope | undefined
  readonly input: unknown
  readonly context: Readonly<Record<string, unknown>>
  readonly results: Readonly<Record<string, unknown>>
}

type Seen = Readonly<Record<string, unknown>>

export type TryDefinition = (body: ActivityDefinitionBody, given: Given) => Promise<DryRun>

/** Evaluates a definition as its run would, step by step, and goes on whatever a step says. */
export function createDryRun(deps: {
  readonly expressions: Pick<Expressions, 'evaluateAll' | 'explain'>
  readonly evaluateKeys: EvaluateKeys
  readonly now: () => Date
}): TryDefinition {
  const { expressions, evaluateKeys, now } = deps

  return async (body, given) => {
    const { envelope } = given
    const places = placesOf(body)
    const definition = { id: '', name: body.name, version: 0 }
    const seen: Seen = { ...triggerOf(given), definition, now: now().toISOString() }
    const sources = (body.context ?? []).map((source) => {
      const { name } = source
      const kind = kindOf(source, contextSourceKinds) ?? 'static'
      const isGiven = Object.hasOwn(given.context, name)
      const value = isGiven ? given.context[name] : (source.static?.value ?? null)
      return { name, kind, value, given: isGiven || kind === 'static' }
    })
    const context = Object.fromEntries(sources.map(({ name, value }) => [name, value]))
    const withContext = { ...seen, context }
    const evaluated = await evaluateKeys({ ...definition, body, pausedBecause: undefined }, seen)
    const { filter } = body.trigger.event ?? {}
    return {
      takes: takes(body, envelope),
      filter: envelope && filter ? await judged(places, seen, filter) : null,
      ...('failure' in evaluated
        ? { keys: {}, keys_failure: evaluated.failure }
        : { keys: { ...evaluated.keys } }),
      context: sources,
      condition: body.condition
        ? told(await expressions.explain(places.condition, withContext, body.condition))
        : null,
      tasks: await Promise.all(
        body.tasks.map((template) => {
          const tasks = resultsOf(body.tasks, given.results)
          return tried(places, { ...withContext, tasks, run: { id: 'dry-run' } }, template)
        }),
      ),
    }
  }

  async function judged(places: Places, seen: Seen, filter: string): Promise<DryRun['filter']> {
    const explained = told(await expressions.explain(places.trigger, seen, filter))
    if (explained.failure !== undefined) return { verdict: 'failed', ...explained }
    return { verdict: explained.value === true ? 'passed' : 'filtered', ...explained }
  }

  async function tried(places: Places, seen: Seen, template: TaskTemplate): Promise<DryRunTasks> {
    const { name, when, for_each: forEach } = template
    const made = { template: name, kind: kindOfTask(template), count: 0, left_out: 0, params: [] }
    const all = async (place: Places['condition'], items: readonly Item[]) =>
      valuesOf(await expressions.evaluateAll(place, seen, items))

    const listed = forEach
      ? await all(places.forEach(template), [{ cel: forEach, result: 'list' }])
      : { values: [undefined] }
    if ('failure' in listed) return { ...made, failure: `for_each: ${listed.failure}` }
    const [list] = listed.values
    const items = Array.isArray(list)
      ? list.map((item: unknown, index) => ({ item, index }))
      : forEach
        ? []
        : [{}]

    const place = places.task(template)
    const held = when
      ? await all(
          place,
          items.map((one) => ({ cel: when, result: 'bool', with: one })),
        )
      : { values: items.map(() => true) }
    if ('failure' in held) return { ...made, failure: `when: ${held.failure}` }
    const wanted = items.filter((_, at) => held.values[at] === true)

    const { template: source, literal } = paramsSourceOf(template)
    const rendered = await all(
      place,
      wanted.slice(0, maxShownTasks).map((one) => ({ template: source, with: one })),
    )
    if ('failure' in rendered) return { ...made, failure: rendered.failure }
    return {
      ...made,
      count: wanted.length,
      left_out: items.length - wanted.length,
      params: rendered.values.map((value) => ({ ...literal, ...(value as object) })),
    }
  }
}

function triggerOf({ envelope, input }: Given): Seen {
  const manual = { event: null, events: [], input: input ?? null, trigger: { kind: 'manual' } }
  return envelope ? { ...ofEvent(envelope), input: input ?? null } : manual
}

function takes({ trigger }: ActivityDefinitionBody, envelope: EventEnvelope | undefined): boolean {
  if (!envelope) return true
  const index = createEventIndex<true>()
  index.add(true, trigger.event)
  return index.match(envelope.type, envelope.source).length > 0
}

/** What tasks before are taken to have come to. */
function resultsOf(templates: readonly TaskTemplate[], given: Given['results']): Seen {
  const succeeded = (result: unknown) => ({ status: 'succeeded', result: result ?? null })
  return Object.fromEntries(
    templates.map(({ name, for_each: forEach }) => {
      const result = given[name]
      if (forEach === undefined) return [name, succeeded(result)]
      return [name, (Array.isArray(result) ? result : []).map(succeeded)]
    }),
  )
}

/** The values of all, or why the first that has none has none. */
function valuesOf(
  outcomes: readonly Outcome<unknown>[],
): { readonly values: readonly unknown[] } | { readonly failure: string } {
  const values: unknown[] = []
  for (const outcome of outcomes) {
    if ('failure' in outcome) return { failure: outcome.failure.detail }
    values.push(outcome.value)
  }
  return { values }
}

function told({ outcome, conditions }: Explanation): NonNullable<DryRun['condition']> {
  return {
    ...('value' in outcome ? { value: outcome.value } : { failure: outcome.failure.detail }),
    conditions: toldConditions(conditions),
  }
}

/** What an expression compared, as it is answered. */
export function toldConditions(conditions: Explanation['conditions']): FilterCondition[] {
  return conditions.map(({ expression, outcome, values }) => ({
    ...{ expression, values: { ...values } },
    ...('value' in outcome ? { value: outcome.value } : { failure: outcome.failure.detail }),
  }))
}
