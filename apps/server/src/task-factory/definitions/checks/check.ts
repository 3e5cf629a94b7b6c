import type {
  ActivityDefinitionBody,
  ContextSource,
  TaskTemplate,
} from '@temporal-registry/contract/activity-definition'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { Expressions } from '../../../expressions/expressions.ts'
import { expressionParts } from './expression-parts.ts'
import { joinFindings, noFindings, type Findings } from './findings.ts'
import { literalRequestFaults } from './literal-requests.ts'
import { soundParts, type Placed, type SoundParts } from './sound-parts.ts'
import { structureDoubts, structureFaults } from './structure.ts'
import { checkWorkflowTask, type KnownTypes } from './task-inputs.ts'

/** Of a definition as JSON: it is kept in memory, and with every version. */
const maxBodyBytes = 256 * 1024

export interface CheckOptions {
  /** Takes tasks whose workflow type is not registered, with a warning. */
  readonly allowsUnregistered: boolean
}

/** Says everything that keeps a definition from working, and what may not be meant so. */
export type DefinitionCheck = (
  body: Readonly<Record<string, unknown>>,
  options: CheckOptions,
) => Promise<Findings>

export interface CheckDeps {
  /** Faults of the contract's shape of a definition. */
  readonly shapeFaults: (body: unknown) => readonly ProblemError[]
  readonly expressions: Pick<Expressions, 'check'>
  readonly types: KnownTypes
  /** Faults of the times of a schedule; pointers begin in it. */
  readonly timesFaults: (
    schedule: NonNullable<ActivityDefinitionBody['trigger']['schedule']>,
  ) => readonly ProblemError[]
  readonly schemaFaults: (schema: unknown) => readonly ProblemError[]
  /** Those of the names under which no secret is stored. */
  readonly missingSecrets: (names: readonly string[]) => Promise<readonly string[]>
  /** Why messages cannot go to a channel, by its name, of those that they cannot go to. */
  readonly channelFaults: (names: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

export function createDefinitionCheck(deps: CheckDeps): DefinitionCheck {
  const { expressions, types, shapeFaults } = deps

  async function expressionFindings(body: SoundParts): Promise<Findings> {
    const faults = await Promise.all(
      expressionParts(body).map(({ place, parts }) => expressions.check(place, parts)),
    )
    return { errors: faults.flat(), warnings: [] }
  }

  async function secretFindings(body: SoundParts): Promise<Findings> {
    const used = secretsIn(body)
    if (used.length === 0) return noFindings
    const missing = new Set(await deps.missingSecrets(used.map(({ name }) => name)))
    const warnings = used
      .filter(({ name }) => missing.has(name))
      .map(({ name, pointer }) => ({
        pointer,
        detail: `there is no secret «${name}» yet; runs that need it fail`,
      }))
    return { errors: [], warnings }
  }

  async function channelFindings({ tasks }: SoundParts): Promise<Findings> {
    const told = tasks.flatMap(({ part: { notify }, pointer }) =>
      notify ? [{ name: notify.channel, pointer: `${pointer}/notify/channel` }] : [],
    )
    if (told.length === 0) return noFindings
    const faults = await deps.channelFaults([...new Set(told.map(({ name }) => name))])
    const errors = told.flatMap(({ name, pointer }) => {
      const detail = faults.get(name)
      return detail === undefined ? [] : [{ pointer, detail }]
    })
    return { errors, warnings: [] }
  }

  function scheduleFindings({ trigger }: SoundParts): Findings {
    const { schedule } = trigger ?? {}
    if (!schedule) return noFindings
    const { cron, calendars, intervals, at } = schedule
    const saysTimes = [cron, calendars, intervals, at].some((times) => times && times.length > 0)
    const faults = deps.timesFaults(schedule)
    return {
      errors: [
        ...(saysTimes ? [] : [{ pointer: '', detail: 'says no time to fire' }]),
        ...faults,
      ].map(({ pointer, detail }) => ({ pointer: `/trigger/schedule${pointer}`, detail })),
      warnings: [],
    }
  }

  function schemaFindings(body: SoundParts): Findings {
    const schemas: [pointer: string, schema: unknown][] = [
      ['/input_schema', body.input_schema],
      ...body.tasks.map(({ part, pointer }): [string, unknown] => [
        `${pointer}/human/form`,
        part.human?.form,
      ]),
    ]
    const errors = schemas.flatMap(([at, schema]) =>
      schema === undefined
        ? []
        : deps
            .schemaFaults(schema)
            .map(({ pointer, detail }) => ({ pointer: at + pointer, detail })),
    )
    return { errors, warnings: [] }
  }

  function sourceFindings({ part: { registry }, pointer }: Placed<ContextSource>): Findings {
    if (!registry || types.find(registry.workflow_type)) return noFindings
    const detail = `«${registry.workflow_type}» is not registered`
    return { errors: [], warnings: [{ pointer: `${pointer}/registry/workflow_type`, detail }] }
  }

  return async (body, { allowsUnregistered }) => {
    const faults = [...sizeFaults(body), ...shapeFaults(body)]
    const parts = soundParts(body, faults)
    return joinFindings([
      { errors: faults, warnings: [] },
      { errors: structureFaults(parts), warnings: structureDoubts(parts) },
      { errors: literalRequestFaults(parts), warnings: [] },
      scheduleFindings(parts),
      schemaFindings(parts),
      ...parts.context.map(sourceFindings),
      ...parts.tasks.map((task) => checkWorkflowTask(task, types, allowsUnregistered)),
      await expressionFindings(parts),
      await secretFindings(parts),
      await channelFindings(parts),
    ])
  }
}

function sizeFaults(body: unknown): ProblemError[] {
  const bytes = Buffer.byteLength(JSON.stringify(body))
  if (bytes <= maxBodyBytes) return []
  return [{ pointer: '', detail: `is ${bytes} bytes long, and may be ${maxBodyBytes}` }]
}

/** Every name of a secret, and where it stands. */
function secretsIn({ context, tasks }: SoundParts): { name: string; pointer: string }[] {
  const named = (pointer: string, name: string | undefined) =>
    name === undefined ? [] : [{ name, pointer }]
  return [
    ...context.flatMap(({ part: { http, sql, secret }, pointer: at }) => [
      ...named(`${at}/http/bearer_secret`, http?.bearer_secret),
      ...named(`${at}/sql/connection_secret`, sql?.connection_secret),
      ...named(`${at}/secret/name`, secret?.name),
    ]),
    ...tasks.flatMap(({ part: { http }, pointer: at }: Placed<TaskTemplate>) => [
      ...named(`${at}/http/bearer_secret`, http?.bearer_secret),
      ...named(`${at}/http/signing_secret`, http?.signing_secret),
    ]),
  ]
}
