import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReconcileReport } from '@temporal-registry/contract/search-attributes'
import { useState } from 'react'
import { compareAttributes, type ComparedAttribute } from '../../administration/attributes.ts'
import { countText } from '../../count-text.ts'
import { paths } from '../../paths.ts'
import { attributesQuery } from '../../queries/administration.ts'
import { registryKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Mark, type Tone } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { ListStates } from '../ListStates.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const tones: Readonly<Record<ComparedAttribute['state'], Tone>> = {
  alike: 'good',
  missing: 'caution',
  conflict: 'bad',
  undeclared: 'quiet',
}

/** Search attributes: what types declare beside what the namespace has, and how to bring it into line. */
export function AdminAttributes() {
  const query = useQuery(attributesQuery(useGateway()))
  const [asked, setAsked] = useState<'ensure' | ComparedAttribute>()
  const [done, setDone] = useState<ReconcileReport>()
  const rows = query.data ? compareAttributes(query.data.declared, query.data.actual) : []
  const missing = rows.filter(({ state }) => state === 'missing')
  const conflicts = rows.filter(({ state }) => state === 'conflict')
  return (
    <Panel
      title="Search attributes"
      flush
      aside={
        <ScopedButton
          scope="admin"
          size="compact-xs"
          whyNot={whyNotEnsure(missing, conflicts)}
          onClick={() => setAsked('ensure')}
        >
          Make what is missing…
        </ScopedButton>
      }
    >
      {done ? <Done report={done} /> : null}
      <ListStates
        label="search attributes"
        query={query}
        count={rows.length}
        empty={<Empty title="No type declares a search attribute, and the namespace has none" />}
      >
        <DataTable
          label="Search attributes"
          columns={columnsOf(setAsked)}
          rows={rows}
          keyOf={({ name }) => name}
        />
      </ListStates>
      {asked ? (
        <Reconcile
          asked={asked}
          missing={missing}
          onClose={() => setAsked(undefined)}
          onDone={setDone}
        />
      ) : null}
    </Panel>
  )
}

function whyNotEnsure(
  missing: readonly ComparedAttribute[],
  conflicts: readonly ComparedAttribute[],
): string | undefined {
  if (missing.length === 0) return 'Nothing is missing'
  // The gateway then changes nothing.
  return conflicts.length > 0 ? 'Conflicts have to be solved first' : undefined
}

function columnsOf(
  replace: (attribute: ComparedAttribute) => void,
): readonly Column<ComparedAttribute>[] {
  return [
    {
      name: 'Attribute',
      cell: ({ name, description }) => (
        <span className="code" title={description || name}>
          {name}
        </span>
      ),
    },
    {
      name: 'State',
      width: '116px',
      cell: ({ state }) => <Mark tone={tones[state]}>{state}</Mark>,
    },
    {
      name: 'Declared',
      width: '112px',
      isWide: true,
      cell: ({ declared }) => declared ?? <span className="muted">by nobody</span>,
    },
    {
      name: 'Actual',
      width: '112px',
      isWide: true,
      cell: ({ actual }) => actual ?? <span className="muted">not there</span>,
    },
    {
      name: 'Declared by',
      width: '28%',
      isWide: true,
      cell: ({ workflows: [first, ...others] }) =>
        first === undefined ? null : (
          <span title={[first, ...others].join('\n')}>
            <Link {...paths.workflow(first)} className="code">
              {first}
            </Link>
            {others.length > 0 ? <span className="muted"> and {others.length} more</span> : null}
          </span>
        ),
    },
    {
      name: 'Actions',
      width: '104px',
      cell: (attribute) =>
        attribute.state === 'conflict' ? (
          <ScopedButton
            scope="admin"
            size="compact-xs"
            whyNot={attribute.isSystem ? 'It is Temporal’s own' : undefined}
            onClick={() => replace(attribute)}
          >
            Replace…
          </ScopedButton>
        ) : null,
    },
  ]
}

interface ReconcileProps {
  readonly asked: 'ensure' | ComparedAttribute
  readonly missing: readonly ComparedAttribute[]
  readonly onClose: () => void
  readonly onDone: (report: ReconcileReport) => void
}

function Reconcile({ asked, missing, onClose, onDone }: ReconcileProps) {
  const { client, namespace } = useGateway()
  const isEnsure = asked === 'ensure'
  const working = useChange(
    () =>
      isEnsure ? client.searchAttributes.ensure() : client.searchAttributes.replace([asked.name]),
    {
      refreshes: registryKey(namespace),
      onDone: (report) => {
        onDone(report)
        onClose()
      },
    },
  )
  return (
    <ConfirmDialog
      title={isEnsure ? 'Make what is missing?' : `Replace ${asked.name}?`}
      onClose={onClose}
      verb={isEnsure ? `Make ${missing.length}` : 'Replace, and lose its values'}
      isDangerous={!isEnsure}
      onConfirm={() => working.mutate()}
      change={working}
    >
      {isEnsure ? (
        <p>
          The namespace gets{' '}
          {missing.map(({ name, declared }) => `${name} (${declared})`).join(', ')}. Nothing that is
          there is changed.
        </p>
      ) : (
        <p>
          <code>{asked.name}</code> is removed as {asked.actual} and made again as {asked.declared}.
          Runs go on, but the values they have under it are lost for searching, and queries written
          for the old type fail.
        </p>
      )}
    </ConfirmDialog>
  )
}

function Done({ report }: { report: ReconcileReport }) {
  const { added, replaced, conflicts, warnings } = report
  const words = [
    added.length > 0 ? `${countText(added.length, 'attribute')} made` : '',
    replaced.length > 0 ? `${countText(replaced.length, 'attribute')} replaced` : '',
    conflicts.length > replaced.length
      ? `${countText(conflicts.length, 'conflict')}: nothing was changed`
      : '',
    ...warnings,
  ].filter(Boolean)
  return (
    <p role="status" className="small" style={{ padding: '10px var(--space-4) 4px' }}>
      {words.length === 0 ? 'There was nothing to do.' : `${words.join('. ')}.`}
    </p>
  )
}
