import { PageHead } from '../ui/PageHead.tsx'

export function RunPage() {
  return <PageHead title="Run" />
}
