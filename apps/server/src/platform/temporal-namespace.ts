import { status as Code } from '@grpc/grpc-js'
import type { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { api } from './proto.ts'
import { grpcStatusOf } from './temporal-problems.ts'

const { NamespaceState } = api.enums.v1
const msADay = 86_400_000
/** Nobody begins a run of this id: asking for it costs nothing, and shows whether the namespace is known. */
const unusedWorkflowId = 'temporal-registry.is-this-namespace-usable'

/** Asks for a namespace, which serves as the ping as well. @throws when it is missing or being deleted */
export async function describeNamespace(
  { workflowService }: Connection,
  namespace: string,
): Promise<void> {
  const { namespaceInfo } = await workflowService.describeNamespace({ namespace })
  if (namespaceInfo?.state === NamespaceState.NAMESPACE_STATE_DELETED) {
    throw new Error(`the namespace «${namespace}» is being deleted`)
  }
}

/** The same, and makes it where it is missing; replicas may do so at the same time. */
export async function ensureNamespace(
  connection: Connection,
  namespace: string,
  retentionDays: number,
): Promise<void> {
  try {
    await describeNamespace(connection, namespace)
  } catch (error) {
    if (grpcStatusOf(error)?.code !== Code.NOT_FOUND) throw error
    await register(connection, namespace, retentionDays)
  }
}

async function register(
  { workflowService }: Connection,
  namespace: string,
  retentionDays: number,
): Promise<void> {
  try {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(retentionDays * msADay),
    })
  } catch (error) {
    if (grpcStatusOf(error)?.code !== Code.ALREADY_EXISTS) throw error
  }
}

/**
 * Whether calls in the namespace work. Temporal describes a new one at once, but its services learn of it
 * seconds later, and refuse everything in it meanwhile.
 */
export async function isUsable(
  { workflowService }: Connection,
  namespace: string,
): Promise<boolean> {
  try {
    const execution = { workflowId: unusedWorkflowId }
    await workflowService.describeWorkflowExecution({ namespace, execution })
    return true
  } catch (error) {
    const grpc = grpcStatusOf(error)
    if (grpc?.code !== Code.NOT_FOUND) throw error
    return !/namespace/i.test(grpc.details.replaceAll(unusedWorkflowId, ''))
  }
}
