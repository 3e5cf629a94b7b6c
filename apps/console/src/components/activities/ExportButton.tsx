import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { problemText } from '../../problem-text.ts'
import { useGateway } from '../../session/gateway.tsx'

/** Saves definitions as a file of YAML: all, or those with the label that the list is narrowed by. */
export function ExportButton({ label }: { label: string | undefined }) {
  const { client } = useGateway()
  const exporting = useMutation({
    mutationFn: () =>
      client.activityDefinitions.export(label === undefined ? {} : { label: [label] }),
    onSuccess: (text) => save(text, 'activity-definitions.yaml'),
  })
  return (
    <Button
      loading={exporting.isPending}
      onClick={() => exporting.mutate()}
      {...(exporting.error ? { color: 'red', title: problemText(exporting.error).detail } : {})}
    >
      {exporting.error ? 'Export failed: again' : 'Export'}
    </Button>
  )
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
