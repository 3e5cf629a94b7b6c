import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Worker } from '@temporal-registry/contract/workers'
import { useState } from 'react'
import { Ago } from '../components/Ago.tsx'
import { ConfirmDialog } from '../components/ConfirmDialog.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { LeaseMark, StatusMark } from '../components/StateMark.tsx'
import { countText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { registryKey } from '../queries/keys.ts'
import { taskQueuesQuery, workersQuery } from '../queries/registry.ts'
import { useChange } from '../queries/use-change.ts'
import { useGateway } from '../session/gateway.tsx'
import { DataTable, type Column } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Who serves what is registered. */
export function WorkersPage() {
  const gateway = useGateway()
  const query = useQuery(workersQuery(gateway))
  const workers = query.data?.workers ?? []
  const [draining, setDraining] = useState<Worker>()
  return (
    <div className="stack" style={{ gap: 'var(--space-4)' }}>
      <PageHead
        title="Workers"
        lead="Processes that serve workflow types. A lease is renewed by heartbeats; whether somebody polls, Temporal says."
      />
      <Panel
        title="Leases"
        flush
        aside={
          <span className="small muted">
            {query.data ? countText(workers.length, 'worker') : ''}
          </span>
        }
      >
        <ListStates
          label="workers"
          query={query}
          count={workers.length}
          empty={
            <Empty title="No worker is registered">
              One announces itself in a line; docs/workers.md says how, in any language.
            </Empty>
          }
        >
          <DataTable
            label="Workers"
            columns={columns(setDraining)}
            rows={workers}
            keyOf={({ worker_id: id }) => id}
          />
        </ListStates>
      </Panel>
      <TaskQueues />
      <Drain worker={draining} onDone={() => setDraining(undefined)} />
    </div>
  )
}

function columns(drain: (worker: Worker) => void): readonly Column<Worker>[] {
  return [
    {
      name: 'Worker',
      cell: ({ worker_id: id }) => (
        <span className="code" title={id}>
          {id}
        </span>
      ),
    },
    { name: 'Lease', width: '96px', cell: ({ lease }) => <LeaseMark lease={lease} /> },
    {
      name: 'Heard',
      width: '92px',
      isWide: true,
      cell: ({ last_seen_epoch: seen }) => <Ago at={seen * 1_000} />,
    },
    {
      name: 'Lease ends',
      width: '92px',
      isWide: true,
      cell: ({ lease_expires_epoch: end }) => <Ago at={end * 1_000} />,
    },
    {
      name: 'Task queue',
      width: '132px',
      isWide: true,
      cell: ({ task_queue: queue }) => <Tag title={queue}>{queue}</Tag>,
    },
    {
      name: 'Types',
      width: '64px',
      isWide: true,
      isNumber: true,
      cell: ({ workflows }) => workflows.length,
    },
    {
      name: 'Version, SDK',
      width: '170px',
      isWide: true,
      cell: ({ version, sdk }) => [version, sdk].filter(Boolean).join(', '),
    },
    {
      name: 'Labels',
      width: '150px',
      isWide: true,
      cell: ({ labels }) =>
        Object.entries(labels).map(([name, value]) => <Tag key={name}>{`${name}=${value}`}</Tag>),
    },
    {
      name: 'Actions',
      width: '92px',
      cell: (worker) => (
        <ScopedButton
          scope="register"
          size="compact-xs"
          whyNot={worker.lease === 'live' ? undefined : `Its lease is ${worker.lease}`}
          onClick={() => drain(worker)}
        >
          Drain
        </ScopedButton>
      ),
    },
  ]
}

function Drain({ worker, onDone }: { worker: Worker | undefined; onDone: () => void }) {
  const { client, namespace } = useGateway()
  const draining = useChange((id: string) => client.workers.drain(id), {
    refreshes: registryKey(namespace),
    onDone,
  })
  return (
    <ConfirmDialog
      isOpen={worker !== undefined}
      title="Drain this worker?"
      onClose={() => {
        draining.reset()
        onDone()
      }}
      verb="Drain"
      onConfirm={() => worker && draining.mutate(worker.worker_id)}
      change={draining}
    >
      Nothing new is sent to <Tag>{worker?.task_queue ?? ''}</Tag> on behalf of{' '}
      <code className="wrap">{worker?.worker_id}</code>. It keeps its lease and finishes what it
      has; when it registers again, the draining ends.
    </ConfirmDialog>
  )
}

function TaskQueues() {
  const query = useQuery(taskQueuesQuery(useGateway()))
  const queues = query.data?.task_queues ?? []
  return (
    <Panel title="Task queues" flush>
      <ListStates
        label="task queues"
        query={query}
        count={queues.length}
        empty={<Empty title="There is no task queue to dispatch to" />}
      >
        <DataTable
          label="Task queues"
          rows={queues}
          keyOf={({ task_queue: queue }) => queue}
          columns={[
            {
              name: 'Task queue',
              width: '24%',
              cell: ({ task_queue: queue }) => <Tag>{queue}</Tag>,
            },
            { name: 'State', width: '110px', cell: ({ state }) => <StatusMark status={state} /> },
            {
              name: 'Why',
              isWide: true,
              cell: ({ reason }) => (
                <span className="muted" title={reason}>
                  {reason}
                </span>
              ),
            },
            {
              name: 'Types',
              width: '24%',
              isWide: true,
              cell: ({ workflow_types: types }) => <TypeLinks types={types} />,
            },
            {
              name: 'Last poll',
              width: '92px',
              cell: ({ last_poll_epoch: at }) => <Ago at={at === null ? null : at * 1_000} />,
            },
          ]}
        />
      </ListStates>
    </Panel>
  )
}

function TypeLinks({ types }: { types: readonly string[] }) {
  const [first] = types
  if (first === undefined) return null
  return (
    <span title={types.join('\n')}>
      <Link {...paths.workflow(first)} className="code">
        {first}
      </Link>
      {types.length > 1 ? <span className="muted"> and {types.length - 1} more</span> : null}
    </span>
  )
}
