import { useEffect, useRef } from 'react'

/** Notices that the reader comes to the end of what is there. */
export function EndOfList({ onSeen, count }: { onSeen: () => void; count: number }) {
  const mark = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = mark
    if (!current) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) onSeen()
      },
      { rootMargin: '600px' },
    )
    observer.observe(current)
    return () => observer.disconnect()
    // Observed anew for every page: the mark may stay in sight, and only a change would be reported.
  }, [onSeen, count])
  return <div ref={mark} />
}
