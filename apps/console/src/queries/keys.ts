/** Begins the keys of all that the change feed tells of. */
export const registryKey = (namespace: string, ...rest: readonly unknown[]) => [
  namespace,
  'registry',
  ...rest,
]

/** Begins the keys of what is asked of Temporal, which no feed tells of. */
export const runsKey = (namespace: string, ...rest: readonly unknown[]) => [
  namespace,
  'runs',
  ...rest,
]

/** Begins the keys of monitors, what they found and told, which no feed tells of. */
export const monitorsKey = (namespace: string, ...rest: readonly unknown[]) => [
  namespace,
  'monitors',
  ...rest,
]

/** Begins the keys of channels and deliveries. */
export const messagesKey = (namespace: string, ...rest: readonly unknown[]) => [
  namespace,
  'messages',
  ...rest,
]

/** Begins the keys of definitions, their runs, the ledger and events. */
export const activitiesKey = (namespace: string, ...rest: readonly unknown[]) => [
  namespace,
  'activities',
  ...rest,
]

/** Begins the keys of what people are asked. */
export const humanTasksKey = (namespace: string, ...rest: readonly unknown[]) => [
  namespace,
  'human-tasks',
  ...rest,
]
