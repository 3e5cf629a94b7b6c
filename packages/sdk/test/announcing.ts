import { announce, type Announcement, type AnnounceOptions } from '@temporal-registry/sdk/worker'
import { startStubGateway, type Received, type Reply } from './stub-gateway.ts'

export const grant = (heartbeat_interval_seconds = 0.5): Reply => ({
  status: 200,
  json: {
    worker_id: 'w1',
    lease: { ttl_seconds: 60, expires_epoch: 0, heartbeat_interval_seconds },
    workflows: [{ workflow_type: 't', spec: 'stored', status: 'ready', reason: '' }],
    revision: 1,
  },
})
export const beaten = (draining = false): Reply => ({
  status: 200,
  json: { worker_id: 'w1', lease_expires_epoch: 0, draining },
})
const gone: Reply = { status: 204 }

/** Answers as a gateway in which all is well; `except` comes first. */
export function wellGateway(
  except: (step: string, nth: number) => Reply | undefined = () => undefined,
) {
  const counts: Record<string, number> = {}
  return startStubGateway((request) => {
    const step = stepOf(request)
    counts[step] = (counts[step] ?? 0) + 1
    const usual = { PUT: grant(), heartbeat: beaten(), drain: beaten(true), DELETE: gone }
    return except(step, counts[step]) ?? usual[step as keyof typeof usual]
  })
}

export function stepOf({ method, path }: Pick<Received, 'method' | 'path'>) {
  return method === 'POST' ? (path.split('/').at(-1) ?? '') : method
}

export function begin(url: string, options: Partial<AnnounceOptions> = {}) {
  const lines: string[] = []
  const states: string[] = []
  const note = (level: string) => (text: string) => void lines.push(`${level} ${text}`)
  const announcement: Announcement = announce({
    url,
    workerId: 'w1',
    taskQueue: 'q',
    workflows: [{ workflow_type: 't' }],
    logger: { info: note('info'), warn: note('warn'), error: note('error') },
    onStateChange: (state) => states.push(state),
    ...options,
  })
  return { announcement, lines, states }
}
