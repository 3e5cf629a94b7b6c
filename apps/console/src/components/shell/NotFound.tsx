import { Link } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import { Empty } from '../../ui/Empty.tsx'

/** For addresses that are no page. */
export function NotFound() {
  return (
    <Empty title="There is no page at this address">
      <p>
        <Link {...paths.overview()}>To the overview</Link>
      </p>
    </Empty>
  )
}
