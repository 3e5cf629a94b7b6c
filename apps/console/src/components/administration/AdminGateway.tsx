import { useQuery } from '@tanstack/react-query'
import type { Namespace } from '@temporal-registry/contract/namespaces'
import { countText, numberText } from '../../count-text.ts'
import { healthQuery } from '../../queries/administration.ts'
import { statusQuery } from '../../queries/registry.ts'
import { useGateway } from '../../session/gateway.tsx'
import { spanText, timeText } from '../../time-text.ts'
import { Columns } from '../../ui/Columns.tsx'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { Mark, Tag } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ListStates } from '../ListStates.tsx'

/** What this gateway is, what it stands on, and whom it takes the reader for. */
export function AdminGateway() {
  const gateway = useGateway()
  return (
    <Columns
      beside={
        <>
          <You />
          <Tokens />
        </>
      }
    >
      <Replica />
      <Panel title="Namespaces" flush>
        <DataTable
          label="Namespaces"
          columns={columns}
          rows={gateway.namespaces}
          keyOf={({ name }) => name}
        />
      </Panel>
    </Columns>
  )
}

const columns: readonly Column<Namespace>[] = [
  {
    name: 'Namespace',
    width: '30%',
    cell: ({ name, is_default: isDefault }) => (
      <>
        <span className="code">{name}</span> {isDefault ? <Tag>default</Tag> : null}
      </>
    ),
  },
  {
    name: 'State',
    width: '120px',
    cell: ({ state }) => (
      <Mark tone={state === 'ready' ? 'good' : 'bad'}>{state.replaceAll('_', ' ')}</Mark>
    ),
  },
  {
    name: 'Why not',
    isWide: true,
    cell: ({ parts }) => (
      <span className="muted" title={partsText(parts)}>
        {partsText(parts)}
      </span>
    ),
  },
]

const partsText = (parts: Namespace['parts']) =>
  Object.entries(parts)
    .map(([part, why]) => `${part}: ${why}`)
    .join('; ')

const engines = { pglite: 'PGlite, in the process', postgresql: 'PostgreSQL' } as const

function Replica() {
  const gateway = useGateway()
  const query = useQuery(statusQuery(gateway))
  const { data: health } = useQuery(healthQuery(gateway))
  const status = query.data
  const database = health?.database
  return (
    <Panel title="This replica">
      <ListStates label="the gateway" query={query} count={status ? 1 : 0} empty={null}>
        {status ? (
          <Facts
            facts={[
              ['Version', gateway.session.version],
              ['Process', <code key="process">{status.registry_service_process_id}</code>],
              ['Started', timeText(new Date(status.started_at_epoch * 1_000))],
              [
                'Database',
                database ? (
                  <span key="database">
                    {engines[database.engine]}{' '}
                    <Mark tone={database.state === 'up' ? 'good' : 'bad'}>{database.state}</Mark>{' '}
                    <span className="muted">
                      {database.detail ??
                        (database.state === 'up' ? 'every migration is done' : '')}
                    </span>
                  </span>
                ) : (
                  'none: activity definitions, human tasks and monitors need one'
                ),
              ],
              [
                'View',
                <span key="view">
                  revision {numberText(status.revision)},{' '}
                  {spanText(status.view_age_seconds * 1_000)} old{' '}
                  <Mark tone={status.stale ? 'bad' : 'good'}>
                    {status.stale ? 'stale' : 'followed'}
                  </Mark>
                </span>,
              ],
              ['Durable state', `${numberText(status.state_bytes)} bytes, before compression`],
              [
                'Registered',
                `${countText(status.workflow_count, 'type')}, ${countText(status.worker_count, 'worker')}`,
              ],
              [
                'Frozen leases',
                status.frozen_worker_count > 0 ? numberText(status.frozen_worker_count) : '',
              ],
            ]}
          />
        ) : null}
      </ListStates>
    </Panel>
  )
}

function You() {
  const { session } = useGateway()
  const scopes = session.caller?.scopes ?? []
  return (
    <Panel title="You">
      <Facts
        facts={[
          ['Token', session.token_needed ? session.caller?.name : 'none is needed here'],
          [
            'Scopes',
            <span key="scopes" className="row" style={{ gap: 4 }}>
              {scopes.map((scope) => (
                <Tag key={scope}>{scope}</Tag>
              ))}
            </span>,
          ],
        ]}
      />
    </Panel>
  )
}

/** The gateway tells nobody which tokens it takes. */
function Tokens() {
  return (
    <Panel title="Tokens">
      <div className="stack small">
        <p>
          Tokens stand in the gateway’s configuration, each with a name and scopes, and are told to
          nobody. The name is what logs, runs and the audit log say.
        </p>
        <pre className="code" style={{ margin: 0, overflow: 'auto' }} tabIndex={0}>
          {example}
        </pre>
        <p className="muted">
          <code>read</code> looks, <code>start</code> runs and schedules, <code>register</code>{' '}
          announces, <code>admin</code> may do everything. Who is taken out is asked for another
          token here, with what they were writing kept.
        </p>
      </div>
    </Panel>
  )
}

const example = `auth:
  tokens:
    - name: reports
      token: \${REPORTS_TOKEN}
      scopes: [read, start]`
