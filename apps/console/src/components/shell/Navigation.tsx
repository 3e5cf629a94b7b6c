import { Link } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import styles from './Navigation.module.css'

/** One line a page that stands by itself. */
const places = [
  { name: 'Overview', icon: 'overview', link: paths.overview() },
  { name: 'Workflows', icon: 'workflows', link: paths.workflows() },
  { name: 'Runs', icon: 'runs', link: paths.runs() },
  { name: 'Activities', icon: 'activities', link: paths.activities() },
  { name: 'Schedules', icon: 'schedules', link: paths.schedules() },
  { name: 'Monitors', icon: 'monitors', link: paths.monitors() },
  { name: 'Alerts', icon: 'alerts', link: paths.alerts() },
  { name: 'Channels', icon: 'channels', link: paths.channels() },
  { name: 'Deliveries', icon: 'deliveries', link: paths.deliveries() },
  { name: 'Human tasks', icon: 'tasks', link: paths.humanTasks() },
  { name: 'Workers', icon: 'workers', link: paths.workers() },
  { name: 'Administration', icon: 'administration', link: paths.administration() },
] as const satisfies readonly { name: string; icon: IconName; link: object }[]

export function Navigation() {
  return (
    <nav aria-label="Pages" className={styles['navigation']}>
      {places.map(({ name, icon, link }) => (
        <Link
          key={name}
          {...link}
          className={styles['place']}
          // The overview's address begins all others.
          activeOptions={{ exact: link.to === '/', includeSearch: false }}
          activeProps={{ className: styles['active'], 'aria-current': 'page' }}
        >
          <Icon name={icon} />
          {name}
        </Link>
      ))}
    </nav>
  )
}
