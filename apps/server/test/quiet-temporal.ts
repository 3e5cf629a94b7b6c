import { DefaultLogger, Runtime } from '@temporalio/worker'

/** Imported by whatever starts a worker in a test: Temporal's own lines would drown the test's. */
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
  shutdownSignals: [],
})
