import { exitCodes } from '../exit-code.ts'
import { verb } from '../command.ts'
import { formatAge } from '../times.ts'

export const status = verb({
  description: 'Say whether the gateway is ready, and what is registered',
  flags: {},
  async run(_flags, { out, connect }) {
    const client = await connect()
    const readiness = await client.ready()
    const registry = await client.status()
    const isReady = readiness.status === 'ready'
    const others = Object.entries(readiness.not_ready_namespaces ?? {})
    if (out.isJson) out.json({ readiness, registry })
    else {
      const { frozen_worker_count: frozen, refused_signals: refused } = registry
      const attributes = registry.search_attributes
      const unusableCount = attributes.declared_count - attributes.usable_count
      out.facts([
        ['gateway', isReady ? 'ready' : `not ready: ${readiness.error}`],
        ...(isReady
          ? []
          : Object.entries(readiness.parts).map(([part, state]) => [part, state] as const)),
        ...others.map(
          ([name, parts]) =>
            [`namespace ${name}`, `not ready: ${Object.values(parts).join('; ')}`] as const,
        ),
        ['workflow types', String(registry.workflow_count)],
        ['workers', `${registry.worker_count}, ${registry.healthy_worker_count} of them healthy`],
        ['frozen workers', frozen > 0 ? String(frozen) : undefined],
        ['view', registry.stale ? `stale, ${registry.view_age_seconds} s old` : 'current'],
        ['revision', String(registry.revision)],
        ['up for', formatAge(registry.started_at_epoch)],
        ['poller checks', registry.poller_checks.error ?? undefined],
        [
          'search attributes',
          attributes.error ?? (unusableCount > 0 ? `${unusableCount} cannot be used` : undefined),
        ],
        ...refused.map(({ signal, detail }) => ['refused signal', `${signal}: ${detail}`] as const),
      ])
    }
    return isReady ? exitCodes.ok.code : exitCodes.unavailable.code
  },
})
