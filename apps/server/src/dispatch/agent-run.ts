import { posix } from 'node:path'
import { Problem } from '@temporal-registry/contract/problem'
import type { AgentRunBody } from '@temporal-registry/contract/agent-run'
import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import type { Dispatch, StartContext, Started, StartExtras } from './dispatch.ts'
import { searchAttributesOf } from './search-attribute-values.ts'

const defaultType = 'agent.run.v1'
/** Where an agent would meet the machine's own files, or everybody's. */
const forbiddenWorkspaces: readonly string[] = [
  '/',
  '/root',
  '/home',
  '/etc',
  '/var',
  '/usr',
  '/bin',
  '/sbin',
]

/** Starts an agent's run as the original's `POST /run` does. */
export type StartAgentRun = (body: AgentRunBody, context: StartContext) => Promise<Started>

export function createAgentRuns({
  dispatch,
  isKeyword,
}: {
  readonly dispatch: Pick<Dispatch, 'start'>
  /** Whether runs of a type can have a search attribute, as a Keyword. */
  readonly isKeyword: (workflowType: string, attribute: string) => Promise<boolean>
}): StartAgentRun {
  return async (body, context) => {
    const { workflow_type: workflowType = defaultType, name = '' } = body
    const input = inputOf(body)
    const { agent_id, agent_acp_provider } = input
    const wanted = { agent_id, ...(agent_acp_provider === '' ? {} : { agent_acp_provider }) }
    const values: Record<string, string> = {}
    for (const [attribute, value] of Object.entries(wanted)) {
      if (await isKeyword(workflowType, attribute)) values[attribute] = value
    }
    const declared = Object.keys(values).map((attribute): SearchAttributeDeclaration => ({
      name: attribute,
      type: 'Keyword',
    }))
    const searchAttributes = searchAttributesOf(values, declared)?.indexedFields
    const start = (more: Pick<StartExtras, 'searchAttributes'>) =>
      dispatch.start(workflowType, { input, name }, context, {
        idPrefix: `run-agent-${agent_id}`,
        // Which attributes there are may change between repeats; what the caller asked for does not.
        request: body,
        ...more,
      })
    if (!searchAttributes) return start({})
    try {
      return await start({ searchAttributes })
    } catch (error) {
      // One that was made or removed a moment ago is listed and not usable; the run matters more.
      const isUnusable = error instanceof Problem && error.code === 'search-attribute-unusable'
      if (!isUnusable) throw error
      return start({})
    }
  }
}

/** The input of an agent's workflow: the whole body with its defaults, less how it is started. */
function inputOf(body: AgentRunBody) {
  const { agent_id, prompt = '', agent_acp_provider = '', chain = [], chain_mode = '' } = body
  if (chain.length > 0 && chain_mode === '') {
    throw fault('/chain_mode', 'must be "override" or "append" when chain is not empty')
  }
  return {
    agent_id,
    workspace: workspaceOf(body.workspace),
    prompt,
    agent_acp_provider,
    chain: chain.map(({ agent_id: id = '', prompt: text = '' }) => ({
      agent_id: id,
      prompt: text,
    })),
    chain_mode,
  }
}

/** Normalised: no `.`, `..` or doubled slash is left to hide behind. */
function workspaceOf(path: string): string {
  if (!path.startsWith('/')) throw fault('/workspace', 'must be an absolute path')
  const normal = posix.normalize(path)
  const workspace = normal.length > 1 ? normal.replace(/\/$/, '') : normal
  if (forbiddenWorkspaces.includes(workspace)) {
    throw fault('/workspace', `cannot be ${workspace}: it is not an agent's own`)
  }
  return workspace
}

function fault(pointer: string, detail: string): Problem {
  return new Problem('validation-failed', `${pointer} ${detail}`, { errors: [{ pointer, detail }] })
}
