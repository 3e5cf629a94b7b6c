import { Link } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import { LinkTabs } from '../../ui/LinkTabs.tsx'

const places = [
  { name: 'Definitions', link: paths.activities() },
  { name: 'Runs', link: paths.activityRuns() },
  { name: 'Ledger', link: paths.ledger() },
  { name: 'Events', link: paths.events() },
  { name: 'Sources', link: paths.eventSources() },
] as const

/** Leads between the pages about activities. */
export function ActivityTabs() {
  return (
    <LinkTabs label="Activities">
      {places.map(({ name, link }) => (
        <Link
          key={name}
          {...link}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ 'aria-current': 'page' }}
        >
          {name}
        </Link>
      ))}
    </LinkTabs>
  )
}
