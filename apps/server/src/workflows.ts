/** The sandbox's door: every workflow of the gateway under its wire name, which never changes. */
export { registry as 'temporal-registry.v1' } from './registry/workflow/registry.ts'
export { workflowIds as 'temporal-registry.workflow-ids.v1' } from './registry/workflow/workflow-ids.ts'
