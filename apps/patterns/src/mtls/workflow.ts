import { log, proxyActivities } from '@temporalio/workflow'
import { integer, members, orElse, root } from '../input.ts'
import type { ConnectionReport, createMtlsActivities } from './activities.ts'

const { reportConnection } = proxyActivities<ReturnType<typeof createMtlsActivities>>({
  startToCloseTimeout: '10s',
})

export interface MtlsResult {
  readonly connection: ConnectionReport
  /** Whether the certificate ends within the days asked about. Absent where none is shown. */
  readonly renew_soon?: boolean
  /** What the report means, in a sentence. */
  readonly verdict: string
}

export async function mtls(input: unknown): Promise<MtlsResult> {
  const { warnDays } = readInput(input)
  // Files and clocks are the worker's: the workflow only decides, and decides the same in a replay.
  const connection = await reportConnection()
  const { certificate } = connection
  if (!certificate) return { connection, verdict: verdictWithout(connection) }
  const renewSoon = certificate.days_left < warnDays
  if (renewSoon) log.warn('the worker’s certificate is to be renewed', { ...certificate })
  const days = `${certificate.days_left} whole days`
  return {
    connection,
    renew_soon: renewSoon,
    verdict: `Both sides proved who they are: the worker as ${certificate.subject}, for ${days} more`,
  }
}

function verdictWithout({ tls, api_key }: ConnectionReport): string {
  if (tls === 'none') return 'Nothing is encrypted, and nobody proved who they are'
  return api_key
    ? 'The server proved who it is, and the worker did by an API key'
    : 'The server proved who it is, and the worker did not'
}

export function readInput(input: unknown) {
  const { warn_days } = members(root(input), ['warn_days'])
  return { warnDays: orElse(warn_days, 30, (value) => integer(value, { min: 0, max: 3_650 })) }
}
