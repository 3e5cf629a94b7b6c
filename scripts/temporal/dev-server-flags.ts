// The defaults are made for a cluster of many hosts; on one machine they only add waiting.
// Measured: executions 21-32 to 32-49 a second, a first one with a 1 ms timer 1,050 to 115 ms.
const dynamicConfig = {
  'history.transferProcessorMaxPollRPS': 5000,
  'history.timerProcessorMaxPollRPS': 5000,
  'history.visibilityProcessorMaxPollRPS': 5000,
  'history.outboundProcessorMaxPollRPS': 5000,
  'history.timerProcessorMaxTimeShift': '10ms',
  'history.workflowIdReuseMinimalInterval': '0s',
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // What schedules may start a second, in a namespace; 30 otherwise, and what is due beyond that waits.
  'worker.schedulerNamespaceStartWorkflowRPS': 1000,
  'frontend.ListWorkersEnabled': true,
  'frontend.WorkerHeartbeatsEnabled': true,
}

const sqlitePragmas = ['journal_mode=wal', 'synchronous=normal']

export interface DevServerFlags {
  readonly host: string
  readonly port: number
  readonly uiPort?: number | undefined
  readonly dbFile?: string | undefined
  readonly namespace?: string | undefined
}

export function devServerArgs(flags: DevServerFlags): string[] {
  const { host, port, uiPort, dbFile, namespace } = flags
  return [
    'server',
    'start-dev',
    `--ip=${host}`,
    `--port=${port}`,
    ...(uiPort === undefined ? ['--headless'] : [`--ui-port=${uiPort}`]),
    ...(dbFile === undefined ? [] : [`--db-filename=${dbFile}`]),
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
  ]
}

export function tuningArgs({ dbFile }: DevServerFlags): string[] {
  const values = Object.entries(dynamicConfig).map(
    ([key, value]) => `${key}=${JSON.stringify(value)}`,
  )
  return [
    ...values.flatMap((value) => ['--dynamic-config-value', value]),
    ...(dbFile === undefined ? [] : sqlitePragmas.flatMap((pragma) => ['--sqlite-pragma', pragma])),
  ]
}
