import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'

/** Changes something, and has whatever shows it read again. */
export function useChange<T, V = void>(
  work: (value: V) => Promise<T>,
  {
    refreshes,
    onDone,
  }: {
    /** What the keys begin with under which it is shown. */
    readonly refreshes: QueryKey
    /** Called before queries are read again: closes a dialog, opens another page. */
    readonly onDone?: (result: T) => unknown
  },
) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: work,
    onSuccess: async (result) => {
      await onDone?.(result)
      await queryClient.invalidateQueries({ queryKey: refreshes })
    },
  })
}
