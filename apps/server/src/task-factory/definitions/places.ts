import type { Place } from '../../expressions/expressions.ts'

type Fields = Place['variables']

const trigger: Fields = {
  kind: 'string',
  scheduled_for: 'timestamp',
  fired_at: 'timestamp',
  occurrence_key: 'string',
  attempt: 'int',
}
const definition: Fields = { id: 'string', name: 'string', version: 'int' }
const run: Fields = { id: 'string' }
/** What an HTTP source was answered. */
const response: Fields = { status: 'int', headers: 'dyn', body: 'dyn' }

/** What every expression may name: docs/activity-definitions.md has it as a table. */
const everywhere: Fields = {
  // A CloudEvent has data and extensions of any kind beside its attributes.
  event: 'dyn',
  events: { items: 'dyn' },
  input: 'dyn',
  trigger: { fields: trigger },
  definition: { fields: definition },
  now: 'timestamp',
}

/** What a definition's parts are called, as far as expressions can name them. */
export interface PartNames {
  readonly context?: readonly { readonly name: string }[] | undefined
  readonly tasks: readonly TemplateNames[]
}

interface TemplateNames {
  readonly name: string
  readonly after?: readonly string[] | undefined
  readonly for_each?: string | undefined
}

/** The variables of each place of a definition in which expressions stand. */
export interface Places {
  /** Filter, dedupe key, keys of flow control, context sources. */
  readonly trigger: Place
  /** `pick` of a context source. */
  readonly pick: Place
  readonly condition: Place
  /** `for_each` of a template, which is evaluated before there are items. */
  forEach(template: TemplateNames): Place
  /** `when` of a template, and what its tasks are made of. */
  task(template: TemplateNames): Place
}

/** Says what the expressions of a definition may name, at save and at evaluation. */
export function placesOf({ context = [], tasks }: PartNames): Places {
  const withContext: Fields = { ...everywhere, context: named(context.map(({ name }) => name)) }
  const forEach = (template: TemplateNames): Fields => ({
    ...withContext,
    tasks: named(finishedBefore(template, tasks)),
    run: { fields: run },
  })
  return {
    trigger: { variables: everywhere },
    pick: { variables: { ...everywhere, response: { fields: response } } },
    condition: { variables: withContext },
    forEach: (template) => ({ variables: forEach(template) }),
    task: (template) => ({
      variables: {
        ...forEach(template),
        ...(template.for_each === undefined ? {} : { item: 'dyn', index: 'int' }),
      },
    }),
  }
}

function named(names: readonly string[]): { readonly fields: Fields } {
  return { fields: Object.fromEntries(names.map((name) => [name, 'dyn' as const])) }
}

/** Names of the templates that a template comes after, and of those that they come after. */
function finishedBefore(template: TemplateNames, tasks: readonly TemplateNames[]): string[] {
  const byName = new Map(tasks.map((one) => [one.name, one]))
  const found = new Set<string>()
  const open = [...(template.after ?? [])]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const before = byName.get(name)
    if (found.has(name) || !before) continue
    found.add(name)
    open.push(...(before.after ?? []))
  }
  return [...found]
}
