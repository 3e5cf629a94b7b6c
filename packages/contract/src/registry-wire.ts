/** Names on Temporal's wire that the original's workers and tools use. */
export const registryWire = {
  workflowId: 'workflow-registry',
  workflowType: 'temporal-registry.v1',
  taskQueue: 'registry-service',
  signals: {
    registerWorker: 'register_worker',
    heartbeatWorker: 'heartbeat_worker',
    unregisterWorker: 'unregister_worker',
    putWorkflow: 'put_workflow',
    setWorkflowEnabled: 'set_workflow_enabled',
    unregisterWorkflow: 'unregister_workflow',
    shutdownRegistry: 'shutdown_registry',
    serviceStarted: 'registry_service_started',
    serviceHeartbeat: 'registry_service_heartbeat',
  },
  queries: {
    listWorkflows: 'list_workflows',
    getWorkflow: 'get_workflow',
    resolveWorkflow: 'resolve_workflow',
    listSearchAttributes: 'list_search_attributes',
    listWorkers: 'list_workers',
    getStatus: 'get_status',
  },
} as const

/** The workflow that holds the counters. */
export const workflowIdsWire = {
  workflowId: 'workflow-ids',
  workflowType: 'temporal-registry.workflow-ids.v1',
} as const
