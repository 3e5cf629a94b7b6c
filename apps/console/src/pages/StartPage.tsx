import { PageHead } from '../ui/PageHead.tsx'

export function StartPage() {
  return <PageHead title="Start" />
}
