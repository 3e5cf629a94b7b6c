import { gatewayUrl } from '../../base.ts'
import {
  ActionIcon,
  Drawer,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useRouterState } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { useGateway } from '../../session/gateway.tsx'
import { Icon } from '../../ui/icons.tsx'
import { LiveMark } from './LiveMark.tsx'
import { NamespaceChooser } from './NamespaceChooser.tsx'
import { Navigation } from './Navigation.tsx'
import styles from './Shell.module.css'

/** The frame: where one is, where one can go, whether what is shown is live. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, { open, close }] = useDisclosure(false)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(close, [path, close])

  return (
    <div className={styles['shell']}>
      <a href="#main" className={styles['skip']}>
        Skip to content
      </a>
      <aside className={styles['side']}>
        <Brand />
        <Navigation />
        <Foot />
      </aside>
      <Drawer opened={isOpen} onClose={close} size={260} padding="md" title={<Brand />}>
        <Navigation />
        <Foot />
      </Drawer>
      <div className={styles['rest']}>
        <header className={styles['bar']}>
          <div className={styles['menu']}>
            <ActionIcon variant="subtle" color="gray" onClick={open} aria-label="Open navigation">
              <Icon name="menu" size={18} />
            </ActionIcon>
          </div>
          <NamespaceChooser />
          <div className={styles['end']}>
            <LiveMark />
            <SchemeSwitch />
            <LogOut />
          </div>
        </header>
        <main id="main" className={styles['main']} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  )
}

function Brand() {
  return (
    <div className={styles['brand']}>
      <img src={`${gatewayUrl}/console/icon.svg`} width={22} height={22} alt="" />
      <span>temporal-registry</span>
    </div>
  )
}

function Foot() {
  const { session } = useGateway()
  return (
    <footer className={styles['foot']}>
      <a href={`${gatewayUrl}/docs`} target="_blank" rel="noreferrer">
        API docs
      </a>
      {session.temporal_ui_url ? (
        <a href={session.temporal_ui_url} target="_blank" rel="noreferrer">
          Temporal UI
        </a>
      ) : null}
      <span>v{session.version}</span>
    </footer>
  )
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <Tooltip label={`Switch to ${other}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={() => setColorScheme(other)}
        aria-label={`Switch to ${other}`}
      >
        <Icon name={scheme === 'dark' ? 'sun' : 'moon'} />
      </ActionIcon>
    </Tooltip>
  )
}

function LogOut() {
  const { session, logOut } = useGateway()
  if (!session.token_needed) return null
  return (
    <Tooltip label={`Sign out ${session.caller?.name ?? ''}`}>
      <ActionIcon variant="subtle" color="gray" onClick={logOut} aria-label="Sign out">
        <Icon name="leave" />
      </ActionIcon>
    </Tooltip>
  )
}
