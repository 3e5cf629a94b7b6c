import type {
  ActivityDefinitionBody,
  ContextSource,
  TaskTemplate,
} from '@temporal-registry/contract/activity-definition'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { PartNames } from '../places.ts'

/** A part of a list, and where it stands. */
export interface Placed<T> {
  readonly part: T
  readonly pointer: string
}

/** Those parts of a body whose shape holds, so that what they say can be looked at. */
export interface SoundParts extends Partial<Omit<ActivityDefinitionBody, 'context' | 'tasks'>> {
  readonly context: readonly Placed<ContextSource>[]
  readonly tasks: readonly Placed<TaskTemplate>[]
  /** Names of all parts, of those too that cannot be looked at: others may well refer to them. */
  readonly names: PartNames
}

/** Leaves out the parts that have faults of shape. */
export function soundParts(
  body: Readonly<Record<string, unknown>>,
  shapeFaults: readonly ProblemError[],
): SoundParts {
  const isSound = (pointer: string) =>
    !shapeFaults.some(
      ({ pointer: at }) => at === pointer || at.startsWith(`${pointer}/`) || at === '',
    )
  const members = Object.entries(body).filter(([name]) => isSound(`/${name}`))
  const listed = <T>(name: 'context' | 'tasks') =>
    listOf(body[name]).flatMap((part, at): Placed<T>[] => {
      const pointer = `/${name}/${at}`
      // Its shape has been checked: what has no fault is what the contract says.
      return isSound(pointer) ? [{ part: part as T, pointer }] : []
    })
  return {
    ...(Object.fromEntries(members) as Partial<ActivityDefinitionBody>),
    context: listed<ContextSource>('context'),
    tasks: listed<TaskTemplate>('tasks'),
    names: {
      context: listOf(body['context']).flatMap(nameIn),
      tasks: listOf(body['tasks']).flatMap((part) =>
        nameIn(part).map(({ name }) => ({
          name,
          after: listOf(memberOf(part, 'after')).filter((one) => typeof one === 'string'),
        })),
      ),
    },
  }
}

function nameIn(part: unknown): { name: string }[] {
  const name = memberOf(part, 'name')
  return typeof name === 'string' ? [{ name }] : []
}

function memberOf(part: unknown, name: string): unknown {
  return typeof part === 'object' && part !== null ? Reflect.get(part, name) : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
