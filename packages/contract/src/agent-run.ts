import { Type, type Static } from 'typebox'
import { IdempotencyKey, startProblems } from './dispatch.ts'
import { endpoint } from './endpoint.ts'
import { closedObject, closedShape, Name, oneOf } from './shapes.ts'

const agentId = '[a-z0-9][a-z0-9._-]{0,63}'
const AgentId = Type.String({ pattern: `^${agentId}$`, examples: ['hello-world'] })

/** The body of the original's `POST /run`. */
export const AgentRunBody = closedShape('AgentRunBody', {
  agent_id: AgentId,
  workspace: Type.String({
    minLength: 1,
    description:
      'An absolute path, which is normalised. Not one of / /root /home /etc /var /usr /bin /sbin.',
  }),
  workflow_type: Type.Optional(Type.Unsafe<string>({ ...Name, default: 'agent.run.v1' })),
  prompt: Type.Optional(Type.String()),
  agent_acp_provider: Type.Optional(Type.String()),
  chain: Type.Optional(
    Type.Array(
      closedObject({
        agent_id: Type.Optional(Type.String({ pattern: `^(${agentId})?$` })),
        prompt: Type.Optional(Type.String()),
      }),
    ),
  ),
  chain_mode: Type.Optional(
    oneOf(['', 'override', 'append'], { description: 'Needed when `chain` is not empty.' }),
  ),
  name: Type.Optional(
    Type.String({ maxLength: 128, description: 'Claims the next id of this name: `<slug>-r<n>`.' }),
  ),
})
export type AgentRunBody = Static<typeof AgentRunBody>

export const runAgent = endpoint({
  id: 'runAgent',
  method: 'POST',
  path: '/run',
  tag: 'dispatch',
  summary: 'Start a run of an agent workflow',
  description:
    "The workflow's input is the whole body with its defaults, less `workflow_type` and `name`. The search attributes `agent_id` and `agent_acp_provider` are set where the namespace has them as Keywords.",
  scope: 'start',
  headers: Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) }),
  body: AgentRunBody,
  responses: { 200: Type.Object({ workflow_id: Type.String(), run_id: Type.String() }) },
  problems: startProblems,
})
