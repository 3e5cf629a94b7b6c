import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AdminAttributes } from '../components/administration/AdminAttributes.tsx'
import { AdminAudit } from '../components/administration/AdminAudit.tsx'
import { AdminDrift } from '../components/administration/AdminDrift.tsx'
import { AdminGateway } from '../components/administration/AdminGateway.tsx'
import { AdminOrphans } from '../components/administration/AdminOrphans.tsx'
import { AdminTemporal } from '../components/administration/AdminTemporal.tsx'
import { AdminWorkflowIds } from '../components/administration/AdminWorkflowIds.tsx'
import { Scoped } from '../components/Scoped.tsx'
import { adminTabs, type AdminTab } from '../paths.ts'
import { PageHead } from '../ui/PageHead.tsx'

const names: Readonly<Record<AdminTab, string>> = {
  gateway: 'Gateway',
  attributes: 'Search attributes',
  ids: 'Workflow ids',
  drift: 'Schedule drift',
  orphans: 'Orphans',
  temporal: 'Temporal',
  audit: 'Audit',
}

/** What an operator looks at: the gateway itself, and whether what it keeps is in order. */
export function AdministrationPage() {
  const search = useSearch({ from: '/administration' })
  const navigate = useNavigate({ from: '/administration' })
  const { tab = 'gateway', actor, action, subject, from, to, kind, reason } = search
  const change = (changes: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Administration"
        lead="The gateway itself, and whether what it keeps in Temporal is as it should be."
      />
      <Tabs
        value={tab}
        onChange={(next) =>
          // Filters are of a tab; the namespace goes along by itself.
          void navigate({ search: { tab: adminTabs.find((one) => one === next) } })
        }
      >
        <Tabs.List mb="md">
          {adminTabs.map((value) => (
            <Tabs.Tab key={value} value={value}>
              {names[value]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="gateway">
          <AdminGateway />
        </Tabs.Panel>
        <Tabs.Panel value="attributes">
          <AdminAttributes />
        </Tabs.Panel>
        <Tabs.Panel value="ids">
          <AdminWorkflowIds
            q={search.q ?? ''}
            onSearch={(q) => change({ q: q === '' ? undefined : q })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="drift">
          <AdminDrift />
        </Tabs.Panel>
        <Tabs.Panel value="orphans">
          <AdminOrphans reason={reason} onReason={(next) => change({ reason: next })} />
        </Tabs.Panel>
        <Tabs.Panel value="temporal">
          <Scoped scope="admin">
            <AdminTemporal
              filter={{ kind, drifting: search.drifting, open: search.open }}
              onFilter={change}
            />
          </Scoped>
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <Scoped scope="admin">
            <AdminAudit filter={{ actor, action, subject, from, to }} onFilter={change} />
          </Scoped>
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
