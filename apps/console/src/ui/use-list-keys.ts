import { useEffect, type RefObject } from 'react'

const steps: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

/**
 * Lets a list of links be walked by keys: j and k from anywhere on the page, arrows within the list, which
 * elsewhere scroll. Enter opens, as it does every link.
 */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const step = steps[event.key]
      const { current } = list
      if (step === undefined || !current || isForOthers(event, current)) return
      const links = [...current.querySelectorAll<HTMLElement>('a[href]')]
      const open = links.findIndex((link) => link.ariaCurrent !== null)
      const focused = links.findIndex((link) => link === document.activeElement)
      const from = focused < 0 ? open : focused
      const next = links[from < 0 ? 0 : Math.min(Math.max(from + step, 0), links.length - 1)]
      if (!next) return
      event.preventDefault()
      next.focus()
      next.scrollIntoView({ block: 'nearest' })
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [list])
}

/** Whether a key means something where it was pressed. */
function isForOthers(event: KeyboardEvent, list: HTMLElement): boolean {
  const { target, altKey, ctrlKey, metaKey } = event
  if (altKey || ctrlKey || metaKey || event.defaultPrevented) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('input, textarea, select, [contenteditable], [role=dialog]')) return true
  return event.key.startsWith('Arrow') && !list.contains(target)
}
