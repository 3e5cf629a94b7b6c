import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { paths } from '../../paths.ts'

/**
 * Gets the page that starts a run, and what draws its form, once this one is drawn and nothing else is to be
 * done: who looks at a type most likely starts it next.
 */
export function useStartSoon(workflowType: string, isLikely: boolean): void {
  const router = useRouter()
  useEffect(() => {
    if (!isLikely) return
    const load = () => {
      // What fails to load now is loaded, and told of, when it is wanted.
      router.preloadRoute(paths.start(workflowType)).catch(() => {})
    }
    // Safari has no idle callback.
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(load, 500)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(load, { timeout: 2_000 })
    return () => cancelIdleCallback(idle)
  }, [router, workflowType, isLikely])
}
