import type { TaskTemplate } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import type { Expressions, Item } from '../../expressions/expressions.ts'
import { problemOf } from '../../expressions/expressions.ts'
import type { Tables } from '../../platform/database/database.ts'
import { placesOf } from '../definitions/places.ts'
import type { FactoryTables } from '../tables.ts'
import type { MadeTasks } from '../workflow/messages.ts'
import { kindOfTask } from './plan.ts'
import { hasSecrets, standInsOf } from './reaching/secrets-in-use.ts'
import type { DefinedRun, Seen } from './seen.ts'
import type { RunStore } from './store.ts'
import { assertRoom } from './task-store.ts'
import { paramsSourceOf } from './task-params.ts'

/** Tasks of a template whose expressions are evaluated in one message. */
const evaluatedAtOnce = 200

/** Makes the tasks of a template: evaluates what it says for each of its items, and stores them. */
export function createMakeTasks(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly expressions: Pick<Expressions, 'evaluate' | 'evaluateAll'>
  readonly seen: { withTasks(defined: DefinedRun): Promise<Seen> }
  readonly now: () => Date
}): (defined: DefinedRun, template: TaskTemplate) => Promise<MadeTasks> {
  const { tables, runs, expressions, now } = deps

  return async (defined, template) => {
    const { run, body } = defined
    const seen = await deps.seen.withTasks(defined)
    const places = placesOf(body)
    const items = await itemsOf(template, seen)
    const wanted = await thoseWanted(template, seen, items)
    const made = await paramsOf(template, seen, wanted)
    return tables.transaction((trx) =>
      runs.addTasks(trx, run.id, {
        template: template.name,
        kind: kindOfTask(template),
        params: made,
        at: now(),
      }),
    )

    /** The items of `for_each`, or one that is no item. */
    async function itemsOf({ for_each: forEach }: TaskTemplate, seen: Seen): Promise<Variables[]> {
      if (forEach === undefined) return [{}]
      const expression = { cel: forEach, result: 'list' } as const
      const list = await expressions
        .evaluate(places.forEach(template), seen, expression)
        .catch(tellPlace(`«${template.name}», for_each`))
      const items = Array.isArray(list) ? list : []
      assertRoom(defined.run.tasks_spawned, items.length)
      return items.map((item: unknown, index) => ({ item, index }))
    }

    async function thoseWanted({ name, when }: TaskTemplate, seen: Seen, items: Variables[]) {
      if (when === undefined) return items
      const holds = await evaluated(
        seen,
        items.map((one) => ({ cel: when, result: 'bool', with: one })),
      ).catch(tellPlace(`«${name}», when`))
      return items.filter((_, at) => holds[at] === true)
    }

    async function paramsOf(
      template: TaskTemplate,
      seen: Seen,
      items: Variables[],
    ): Promise<unknown[]> {
      const { template: source, literal } = paramsSourceOf(template)
      const values = await evaluated(
        seen,
        items.map((one) => ({ template: source, with: one })),
      ).catch(tellPlace(`«${template.name}»`))
      const params = values.map((value) => ({ ...literal, ...(value as object) }))
      await assertNoSecrets(template, params)
      return params
    }

    /** A request is all that a secret is put into: what else is made is stored, or in a history. */
    async function assertNoSecrets(template: TaskTemplate, params: unknown[]): Promise<void> {
      if (template.http) return
      if (!hasSecrets(body)) return
      const context = await tables.query((db) => runs.findContext(db, run.id))
      const text = JSON.stringify(params)
      const found = standInsOf(body, context?.stand_in_key).find(({ standIn }) =>
        text.includes(standIn),
      )
      if (!found) return
      throw new Problem(
        'secret-misplaced',
        `«${template.name}» puts the secret of context.${found.source} where it would be kept: only HTTP requests take secrets`,
      )
    }

    async function evaluated(seen: Seen, items: readonly Item[]): Promise<unknown[]> {
      const values: unknown[] = []
      for (let at = 0; at < items.length; at += evaluatedAtOnce) {
        const some = items.slice(at, at + evaluatedAtOnce)
        const outcomes = await expressions.evaluateAll(places.task(template), seen, some)
        for (const outcome of outcomes) {
          if ('failure' in outcome) throw problemOf(outcome.failure)
          values.push(outcome.value)
        }
      }
      return values
    }
  }
}

/** Of several expressions of a run, which one has no value. */
function tellPlace(place: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    throw new Problem(error.code, `${place}: ${error.message}`, error.extras)
  }
}

type Variables = Readonly<Record<string, unknown>>
