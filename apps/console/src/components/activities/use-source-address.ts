import { gatewayUrl } from '../../base.ts'
import { useGateway } from '../../session/gateway.tsx'

/** Says where the webhooks of a source are sent to. */
export function useSourceAddress(): (slug: string) => string {
  const { namespace, namespaces } = useGateway()
  const isDefault = namespaces.some((one) => one.is_default && one.name === namespace)
  const under = isDefault ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return (slug) => `${gatewayUrl}${under}/event-sources/${slug}`
}
