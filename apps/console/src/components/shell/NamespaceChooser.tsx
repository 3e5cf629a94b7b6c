import { Select } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useGateway } from '../../session/gateway.tsx'

/** Says which namespace the pages are about, and leads to the others. */
export function NamespaceChooser() {
  const { namespace, namespaces } = useGateway()
  const navigate = useNavigate()
  const [byDefault] = namespaces
  if (namespaces.length < 2) {
    return (
      <span className="small muted">
        namespace <span className="code">{namespace || 'default'}</span>
      </span>
    )
  }
  return (
    <Select
      aria-label="Namespace"
      w={200}
      allowDeselect={false}
      value={namespace}
      data={namespaces.map(({ name }) => name)}
      onChange={(name) =>
        void navigate({
          to: '/',
          search: { namespace: name === null || name === byDefault?.name ? undefined : name },
        })
      }
    />
  )
}
