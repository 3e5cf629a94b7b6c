import { defineCommand } from 'citty'
import { version } from '../version.ts'

/** Every command. Loaded when it is asked for: help and mistakes are answered without a client. */
export const root = defineCommand({
  meta: {
    name: 'temporal-registry',
    version,
    description: 'Find, start and watch the workflows of a Temporal namespace',
  },
  subCommands: {
    serve: async () => (await import('./serve.ts')).serve,
    status: async () => (await import('./status.ts')).status,
    watch: async () => (await import('./watch.ts')).watch,
    workflow: async () => (await import('./workflow.ts')).workflow,
    run: async () => (await import('./run.ts')).run,
    schedule: async () => (await import('./schedule.ts')).schedule,
    activity: async () => (await import('./activity.ts')).activity,
    monitor: async () => (await import('./monitor.ts')).monitor,
    'human-task': async () => (await import('./human-task.ts')).humanTask,
    event: async () => (await import('./event.ts')).event,
    'event-source': async () => (await import('./event-source.ts')).eventSource,
    channel: async () => (await import('./channel.ts')).channel,
    delivery: async () => (await import('./delivery.ts')).delivery,
    secret: async () => (await import('./secret.ts')).secret,
    worker: async () => (await import('./worker.ts')).worker,
    'task-queue': async () => (await import('./task-queue.ts')).taskQueue,
    orphan: async () => (await import('./orphan.ts')).orphan,
    'search-attribute': async () => (await import('./search-attribute.ts')).searchAttribute,
    namespace: async () => (await import('./namespace.ts')).namespace,
    id: async () => (await import('./id.ts')).id,
    database: async () => (await import('./database.ts')).database,
    codec: async () => (await import('./codec.ts')).codec,
    api: async () => (await import('./api.ts')).api,
  },
})
