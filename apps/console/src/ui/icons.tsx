const drawings = {
  overview: 'M3 3h6v7H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 12h6v5H3z',
  workflows: 'M4 4h5v4H4zM11 12h5v4h-5zM6.5 8v3.5a2.5 2.5 0 0 0 2.5 2.5h2',
  runs: 'M6 4.2v11.6L15.5 10z',
  workers: 'M4 5h12v4H4zM4 11h12v4H4zM6.5 7h.01M6.5 13h.01',
  schedules: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM10 6.5V10l2.5 1.8',
  activities: 'M11 3 5 11h4l-1 6 6-8h-4z',
  tasks: 'M4 10.5 8 14.5 16 5.5',
  monitors: 'M3 11h3l2-6 3.5 10 2-4H17',
  alerts: 'M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.2 1.5H4.3zM8.5 17h3',
  channels: 'M4 8.5v3h2.5l6 3.5V5l-6 3.5zM15 8a2.8 2.8 0 0 1 0 4',
  deliveries: 'M3.5 5.5h13v9h-13zM3.5 6l6.5 5 6.5-5',
  administration: 'M4 6h7M15 6h1M4 10h2M10 10h6M4 14h8M16 14h0M13 4.5v3M8 8.5v3M14 12.5v3',
  search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM13 13l3.5 3.5',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  done: 'M4.5 10.5 8 14l7.5-8',
  sun: 'M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1',
  moon: 'M16 11.5A6.5 6.5 0 1 1 8.5 4a5.2 5.2 0 0 0 7.5 7.5z',
  menu: 'M3.5 6h13M3.5 10h13M3.5 14h13',
  close: 'M5 5l10 10M15 5 5 15',
  away: 'M8 5H5v10h10v-3M11 4h5v5M16 4l-7 7',
  down: 'M5.5 8 10 12.5 14.5 8',
  right: 'M8 5.5 12.5 10 8 14.5',
  leave: 'M8 4H4v12h4M12 6.5 15.5 10 12 13.5M15 10H8',
  again: 'M15.5 8A6 6 0 1 0 16 11M16 4v4h-4',
  plus: 'M10 4v12M4 10h12',
} as const

export type IconName = keyof typeof drawings

/** A decorative drawing beside words that say the same; hidden from screen readers. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={drawings[name]} />
    </svg>
  )
}
