import type { StartBody } from '@temporal-registry/contract/dispatch'
import type { Loose } from '@temporal-registry/sdk/client'

/** A start that is to be written down for elsewhere. */
export interface SnippetFacts {
  /** Of the gateway. */
  readonly url: string
  /** Undefined: the default one. */
  readonly namespace: string | undefined
  readonly needsToken: boolean
  readonly workflowType: string
  readonly body: StartChoices
}

/** The same start for a shell. */
export function curlSnippet({ url, namespace, needsToken, workflowType, body }: SnippetFacts) {
  const prefix = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const address = `${url}${prefix}/workflows/${encodeURIComponent(workflowType)}/start`
  return [
    `curl -X POST ${quoted(address)}`,
    `-H 'content-type: application/json'`,
    ...(needsToken ? ['-H "authorization: Bearer $TEMPORAL_REGISTRY_TOKEN"'] : []),
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ')
}

/** What a start is made of here, and the flags that say it. */
const cliFlags = [
  ['workflow_id', '--id'],
  ['name', '--name'],
  ['id_template', '--id-template'],
  ['id_reuse_policy', '--id-reuse-policy'],
  ['id_conflict_policy', '--id-conflict-policy'],
  ['start_delay_seconds', '--start-delay'],
  ['on_no_worker', '--on-no-worker'],
] as const

/** Members of a start that the console asks for. */
export type StartChoices = Loose<Pick<StartBody, 'input' | (typeof cliFlags)[number][0]>>

/** The same start for the command line. */
export function cliSnippet({ url, namespace, workflowType, body }: SnippetFacts) {
  const flags = cliFlags.flatMap(([name, flag]) => {
    const value = body[name]
    return value === undefined ? [] : [`${flag} ${quoted(String(value))}`]
  })
  return [
    `npx temporal-registry workflow start ${quoted(workflowType)}`,
    `--url ${quoted(url)}`,
    ...(namespace === undefined ? [] : [`--namespace ${quoted(namespace)}`]),
    ...(body.input === undefined ? [] : [`--input ${quoted(JSON.stringify(body.input))}`]),
    ...flags,
  ].join(' \\\n  ')
}

/** The same start for a program. */
export function typescriptSnippet(facts: SnippetFacts) {
  const { url, namespace, needsToken, workflowType, body } = facts
  const options = [
    `url: ${JSON.stringify(url)}`,
    ...(needsToken ? ['token: process.env.TEMPORAL_REGISTRY_TOKEN'] : []),
    ...(namespace === undefined ? [] : [`namespace: ${JSON.stringify(namespace)}`]),
  ]
  return `import { createClient } from '@temporal-registry/sdk/client'

const registry = createClient({ ${options.join(', ')} })
const run = await registry.workflows.start(
  ${JSON.stringify(workflowType)},
  ${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')},
  { idempotencyKey: 'auto' },
)
console.log(run.workflow_id)`
}

/** Text as a shell takes it: whatever is in it stands for itself. */
function quoted(text: string): string {
  return /^[\w./:@=%-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
