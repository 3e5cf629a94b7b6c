import { randomUUID } from 'node:crypto'
import type { Client as RegistryClient } from '@temporal-registry/sdk/client'
import { runRegistered } from '@temporal-registry/sdk/worker'
import { Client, type WorkflowHandle } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { inject } from 'vitest'
import { startTestGateway } from '../../server/test/gateway.ts'
import { eventually } from '../../server/test/wait.ts'
import { toAnnouncements } from '../src/pattern.ts'
import * as patterns from '../src/patterns.ts'
import { createPatternsWorker } from '../src/worker.ts'
import { workflowBundle } from './pattern-stand.ts'

const namespace = 'default'

/** A gateway, and a worker of all patterns that is announced to it, for the tests of one file. */
export interface RegisteredStand extends AsyncDisposable {
  /** The gateway's HTTP API. */
  readonly registry: RegistryClient
  /** Temporal's own view of a run, past the gateway. */
  handleOf(run: { workflow_id: string; run_id?: string }): WorkflowHandle
  /** Runs a type with what the gateway would refuse. */
  runPast(workflowType: string, ...args: unknown[]): Promise<unknown>
}

export async function startRegisteredStand(): Promise<RegisteredStand> {
  const taskQueue = `patterns-test-${randomUUID()}`
  const gateway = await startTestGateway()
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') })
  const worker = await createPatternsWorker({ connection, namespace, taskQueue, workflowBundle })
  const workflows = Object.values(patterns).flatMap(toAnnouncements)
  const running = runRegistered(worker, { url: gateway.url, workflows })
  const { client: registry } = gateway
  await eventually(async () => {
    const ready = await registry.workflows.list({ status: 'ready' })
    return ready.workflows.length === workflows.length
  })
  const temporal = new Client({ connection, namespace })

  return {
    registry,
    handleOf: ({ workflow_id, run_id }) => temporal.workflow.getHandle(workflow_id, run_id),
    runPast: (workflowType, ...args) => {
      const workflowId = `past-the-gateway-${randomUUID()}`
      return temporal.workflow.execute(workflowType, { taskQueue, workflowId, args })
    },
    async [Symbol.asyncDispose]() {
      worker.shutdown()
      await running
      await connection.close()
      await gateway.close()
    },
  }
}
