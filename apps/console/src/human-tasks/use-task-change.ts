import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { HumanTask } from '@temporal-registry/contract/human-tasks'
import type { Client } from '@temporal-registry/sdk/client'
import { humanTaskQuery } from '../queries/human-tasks.ts'
import { humanTasksKey } from '../queries/keys.ts'
import { useActing } from '../session/acting.ts'
import { useGateway } from '../session/gateway.tsx'

/** Changes a human task in the name of the person who acts, and refreshes all queries that show it. */
export function useTaskChange<V = void>(
  change: (
    humanTasks: Client['humanTasks'],
    value: V,
    options: { readonly actor: string | undefined },
  ) => Promise<HumanTask>,
  onDone?: () => void,
) {
  const gateway = useGateway()
  const { actor } = useActing()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (value: V) => change(gateway.client.humanTasks, value, { actor }),
    onSuccess: (task) => {
      queryClient.setQueryData(humanTaskQuery(gateway, task.id).queryKey, task)
      onDone?.()
      void queryClient.invalidateQueries({
        queryKey: humanTasksKey(gateway.namespace, 'list'),
      })
    },
    // What was refused may have been decided by others meanwhile.
    onError: () => queryClient.invalidateQueries({ queryKey: humanTasksKey(gateway.namespace) }),
  })
}
