import type { Client } from '@temporalio/client'

/** Events in the histories of a workflow id, over all runs that continued one from another. */
export async function historyLength(client: Client, workflowId: string): Promise<number> {
  const lengths = new Map<string, number>()
  for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    lengths.set(run.runId, 0)
  }
  // Visibility is written a little later than history, and knows no length of an open run.
  const latest = await client.workflow.getHandle(workflowId).describe()
  lengths.set(latest.runId, latest.historyLength)
  for (const runId of lengths.keys()) {
    if (runId === latest.runId) continue
    const run = await client.workflow.getHandle(workflowId, runId).describe()
    lengths.set(runId, run.historyLength)
  }
  return [...lengths.values()].reduce((sum, length) => sum + length, 0)
}
