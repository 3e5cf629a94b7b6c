import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { useState } from 'react'
import { definitionYaml } from '../../activities/definition-yaml.ts'
import { versionQuery, versionsQuery } from '../../queries/activities.ts'
import { activitiesKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { DiffView } from './DiffView.tsx'
import { ListStates } from '../ListStates.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const address = '/activities/definitions/$definition'

/** The versions of a definition, two of them compared, and an old one put in force again. */
export function DefinitionVersions({ definition }: { definition: ActivityDefinition }) {
  const query = useQuery(versionsQuery(useGateway(), definition.name))
  const navigate = useNavigate({ from: address })
  const search = useSearch({ from: address })
  const versions = query.data ?? []
  const [activating, setActivating] = useState<number>()
  const to = Number(search.to) || definition.version
  const from = Number(search.from) || Math.max(1, to - 1)
  const compare = (changes: { from?: number; to?: number }) =>
    void navigate({
      search: (old) => ({
        ...old,
        from: String(changes.from ?? from),
        to: String(changes.to ?? to),
      }),
      replace: true,
    })

  const columns: readonly Column<(typeof versions)[number]>[] = [
    { name: 'Version', width: '84px', cell: ({ version }) => <code>v{version}</code> },
    {
      name: 'State',
      width: '104px',
      cell: ({ active }) => (active ? <Mark tone="good">in force</Mark> : null),
    },
    { name: 'Made by', isWide: true, cell: ({ created_by: by }) => by },
    { name: 'When', width: '104px', cell: (row) => <Ago at={row.created_at} /> },
    {
      name: 'Look and act',
      width: '212px',
      cell: ({ version, active }) => (
        <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
          {version > 1 ? (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={`What changed in version ${version}`}
              onClick={() => compare({ from: version - 1, to: version })}
            >
              What changed
            </Button>
          ) : null}
          {active ? null : (
            <ScopedButton scope="admin" size="compact-xs" onClick={() => setActivating(version)}>
              Activate…
            </ScopedButton>
          )}
        </span>
      ),
    },
  ]

  return (
    <div className="stack" style={{ gap: 'var(--space-4)' }}>
      <Panel title="Versions" flush>
        <ListStates label="versions" query={query} count={versions.length} empty={null}>
          <DataTable
            label="Versions"
            columns={columns}
            rows={versions}
            keyOf={({ version }) => String(version)}
          />
        </ListStates>
      </Panel>
      {versions.length > 1 ? (
        <Panel
          title="What differs"
          aside={
            <div className="row">
              <VersionChoice
                label="From"
                versions={versions}
                value={from}
                onChange={(one) => compare({ from: one })}
              />
              <VersionChoice
                label="To"
                versions={versions}
                value={to}
                onChange={(one) => compare({ to: one })}
              />
            </div>
          }
        >
          <Difference name={definition.name} from={from} to={to} />
        </Panel>
      ) : null}
      {activating === undefined ? null : (
        <ActivateDialog
          definition={definition}
          version={activating}
          onClose={() => setActivating(undefined)}
        />
      )}
    </div>
  )
}

interface VersionChoiceProps {
  readonly label: string
  readonly versions: readonly { readonly version: number }[]
  readonly value: number
  readonly onChange: (version: number) => void
}

function VersionChoice({ label, versions, value, onChange }: VersionChoiceProps) {
  return (
    <Select
      aria-label={`${label} version`}
      w={84}
      allowDeselect={false}
      data={versions.map(({ version }) => ({ value: String(version), label: `v${version}` }))}
      value={String(value)}
      onChange={(next) => onChange(Number(next))}
    />
  )
}

function Difference({ name, from, to }: { name: string; from: number; to: number }) {
  const gateway = useGateway()
  const old = useQuery(versionQuery(gateway, name, from))
  const next = useQuery(versionQuery(gateway, name, to))
  const failed = old.error ? old : next
  return (
    <ListStates
      label="both versions"
      query={failed}
      count={old.data && next.data ? 1 : 0}
      empty={null}
    >
      {old.data && next.data ? (
        <DiffView
          label={`Version ${from} beside version ${to}`}
          old={{ name: `v${from}`, text: definitionYaml(old.data.definition) }}
          new={{ name: `v${to}`, text: definitionYaml(next.data.definition) }}
        />
      ) : null}
    </ListStates>
  )
}

interface ActivateDialogProps {
  readonly definition: ActivityDefinition
  readonly version: number
  readonly onClose: () => void
}

function ActivateDialog({
  definition: { name, version: current },
  version,
  onClose,
}: ActivateDialogProps) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate({ from: address })
  const activating = useChange(() => client.activityDefinitions.activate(name, version), {
    refreshes: activitiesKey(namespace),
    onDone: async () => {
      onClose()
      await navigate({
        search: (old) => ({ ...old, from: undefined, to: undefined }),
        replace: true,
      })
    },
  })
  return (
    <ConfirmDialog
      size="xl"
      title={`Put version ${version} in force again?`}
      onClose={onClose}
      verb={`Make version ${current + 1} of it`}
      onConfirm={() => activating.mutate()}
      change={activating}
    >
      <div className="stack">
        <p>
          A new version {current + 1} is made that says what version {version} said, and holds from
          then on. Runs that have begun go on with theirs. This is what changes:
        </p>
        <Difference name={name} from={current} to={version} />
      </div>
    </ConfirmDialog>
  )
}
