import { Loader } from '@mantine/core'
import { Outlet, useSearch } from '@tanstack/react-router'
import { GatewayProvider } from '../../session/gateway.tsx'
import { LiveFeedProvider } from '../../session/live-feed.tsx'
import { LogIn } from './LogIn.tsx'
import styles from './Root.module.css'
import { Shell } from './Shell.tsx'
import { TokenDialog } from './TokenDialog.tsx'

/** What stands around every page. */
export function Root() {
  const { namespace = '' } = useSearch({ from: '__root__' })
  return (
    <GatewayProvider
      namespace={namespace}
      whileAsking={
        <div className={styles['middle']} role="status" aria-label="Asking the gateway">
          <Loader size="sm" />
        </div>
      }
      onRefused={(refusal) => <LogIn {...refusal} />}
      onRevoked={(revocation) => <TokenDialog {...revocation} />}
    >
      <LiveFeedProvider>
        <Shell>
          <Outlet />
        </Shell>
      </LiveFeedProvider>
    </GatewayProvider>
  )
}
