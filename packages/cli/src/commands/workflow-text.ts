import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import type { MessageDeclaration } from '@temporal-registry/contract/workflow-spec'
import type { Output } from '../output.ts'

/** Shows one workflow type to a person. */
export function showWorkflow(out: Output, info: WorkflowInfo): void {
  out.facts([
    ['type', info.workflow_type],
    ['status', info.status],
    ['reason', info.reason || undefined],
    ['version', info.version || undefined],
    ['description', info.description || undefined],
    ['owner', info.owner || undefined],
    ['docs', info.docs_url || undefined],
    ['task queue', info.task_queue],
    ['labels', textOfLabels(info.labels)],
    ['input schema', textOfSchema(info.input_schema)],
    ['output schema', textOfSchema(info.output_schema)],
    ...info.examples.map(({ name, input }) => [`example ${name}`, JSON.stringify(input)] as const),
    ...textOfMessages('signal', info.signals),
    ...textOfMessages('query', info.queries),
    ...textOfMessages('update', info.updates),
  ])
  if (info.targets.length === 0) return
  out.line()
  out.table(
    [
      { title: 'TASK QUEUE' },
      { title: 'STATE' },
      { title: 'WORKERS' },
      { title: 'REASON', shrinks: true },
    ],
    info.targets.map(({ task_queue, state, workers, reason }) => [
      task_queue,
      state,
      String(workers.length),
      reason,
    ]),
  )
}

export function textOfLabels(labels: Readonly<Record<string, string>>): string | undefined {
  return (
    Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ') || undefined
  )
}

function textOfSchema(schema: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(schema).length === 0 ? undefined : JSON.stringify(schema, null, 2)
}

function textOfMessages(
  kind: string,
  messages: readonly MessageDeclaration[],
): (readonly [string, string])[] {
  return messages.map(({ name, description = '', schema = {} }) => {
    const shape = textOfSchema(schema)
    return [`${kind} ${name}`, [description, shape].filter(Boolean).join('\n') || '-']
  })
}
