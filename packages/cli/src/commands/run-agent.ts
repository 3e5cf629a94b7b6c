import type { AgentRunBody } from '@temporal-registry/contract/agent-run'
import { verb } from '../command.ts'
import { readJsonList } from '../json-input.ts'
import { given } from '../values.ts'

export const agent = verb({
  description: "Start an agent's run",
  flags: {
    agent: { type: 'positional', description: 'The agent id' },
    workspace: { type: 'positional', description: 'The absolute path it works in' },
    type: { type: 'string', description: 'The workflow type. Default: agent.run.v1' },
    prompt: { type: 'string', valueHint: 'text', description: 'What it is to do' },
    provider: { type: 'string', description: 'Its ACP provider' },
    chain: {
      type: 'string',
      valueHint: 'json|@file|-',
      description: 'Agents that follow: [{"agent_id": "…", "prompt": "…"}]',
    },
    'chain-mode': {
      type: 'enum',
      options: ['override', 'append'],
      description: "What the chain is to the agent's own; needed with --chain",
    },
    name: { type: 'string', description: 'Claims the next id of this name: <slug>-r<n>' },
    'idempotency-key': {
      type: 'string',
      valueHint: 'key',
      description: 'The same key and body give the same run, however often this is repeated',
    },
  },
  async run(flags, { out, connect }) {
    const chain = flags.chain === undefined ? undefined : await readJsonList('--chain', flags.chain)
    const body: AgentRunBody = {
      agent_id: flags.agent,
      workspace: flags.workspace,
      ...given({
        workflow_type: flags.type,
        prompt: flags.prompt,
        agent_acp_provider: flags.provider,
        // The gateway judges its members.
        chain: chain as AgentRunBody['chain'],
        chain_mode: flags['chain-mode'],
        name: flags.name,
      }),
    }
    const options = { idempotencyKey: flags['idempotency-key'] ?? 'auto' }
    const run = await (await connect()).workflows.runAgent(body, options)
    if (out.isJson) return out.json(run)
    out.facts([
      ['workflow id', run.workflow_id],
      ['run id', run.run_id],
    ])
  },
})
