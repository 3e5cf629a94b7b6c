import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { ListStates } from '../components/ListStates.tsx'
import { Messages } from '../components/runs/Messages.tsx'
import { RunTable } from '../components/runs/RunTable.tsx'
import { SchemaDoc } from '../components/SchemaDoc.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { ServedBy } from '../components/workflows/ServedBy.tsx'
import { StatusMark } from '../components/StateMark.tsx'
import { TypeSchedules } from '../components/schedules/TypeSchedules.tsx'
import { useStartSoon } from '../components/workflows/use-start-soon.ts'
import { paths } from '../paths.ts'
import { typeQuery } from '../queries/registry.ts'
import { recentRunsQuery } from '../queries/runs.ts'
import { useGateway } from '../session/gateway.tsx'
import { JsonBlock } from '../ui/CodeBlock.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Everything that is known of one type. */
export function WorkflowPage() {
  const { workflowType } = useParams({ from: '/workflows/$workflowType' })
  const gateway = useGateway()
  const query = useQuery(typeQuery(gateway, workflowType))
  const navigate = useNavigate()
  const type = query.data
  useStartSoon(workflowType, type?.enabled === true && gateway.whyNot('start') === undefined)
  return (
    <>
      <PageHead
        title={workflowType}
        isName
        above={<Link {...paths.workflows()}>Workflows</Link>}
        beside={type ? <StatusMark status={type.status} reason={type.reason} /> : null}
        lead={type?.description}
        actions={
          type ? (
            <>
              <ScopedButton
                scope="start"
                whyNot={type.enabled ? undefined : 'The type is disabled'}
                onClick={() => void navigate(paths.newSchedule(workflowType))}
              >
                Schedule it
              </ScopedButton>
              <ScopedButton
                scope="start"
                variant="filled"
                whyNot={type.enabled ? undefined : 'The type is disabled'}
                onClick={() => void navigate(paths.start(workflowType))}
              >
                Start a run
              </ScopedButton>
            </>
          ) : null
        }
      />
      <ListStates label="the type" query={query} count={type ? 1 : 0} empty={null}>
        {type ? <TypeDetails type={type} /> : null}
      </ListStates>
    </>
  )
}

function TypeDetails({ type }: { type: WorkflowInfo }) {
  const hasOutput = Object.keys(type.output_schema).length > 0
  return (
    <Columns
      beside={
        <>
          <Panel title="About">
            <Facts
              facts={[
                ['Status', type.reason],
                ['Version', type.version],
                ['Owner', type.owner],
                ['Documentation', type.docs_url ? <a href={type.docs_url}>{type.docs_url}</a> : ''],
                ['Task queue', <Tag key="queue">{type.task_queue}</Tag>],
                ['Labels', labelsOf(type)],
                ['Search attributes', attributesOf(type)],
                ['Revision', String(type.revision)],
              ]}
            />
          </Panel>
          <ServedBy type={type} />
          <TypeSchedules type={type} />
        </>
      }
    >
      <Panel title="Input">
        <SchemaDoc schema={type.input_schema} what="the input" />
      </Panel>
      <Examples type={type} />
      {hasOutput ? (
        <Panel title="Result">
          <SchemaDoc schema={type.output_schema} what="the result" />
        </Panel>
      ) : null}
      <Messages type={type} />
      <RecentRuns workflowType={type.workflow_type} />
    </Columns>
  )
}

function labelsOf({ labels }: WorkflowInfo) {
  const named = Object.entries(labels)
  if (named.length === 0) return ''
  return (
    <span className="row" style={{ gap: 4 }}>
      {named.map(([name, value]) => (
        <Link key={name} {...paths.workflows({ label: `${name}=${value}` })}>
          <Tag>{`${name}=${value}`}</Tag>
        </Link>
      ))}
    </span>
  )
}

function attributesOf({ search_attributes: attributes }: WorkflowInfo) {
  if (attributes.length === 0) return ''
  return (
    <span className="row" style={{ gap: 4 }}>
      {attributes.map(({ name, type, description }) => (
        <Tag key={name} title={description}>{`${name} ${type}`}</Tag>
      ))}
    </span>
  )
}

function Examples({ type: { workflow_type: name, examples } }: { type: WorkflowInfo }) {
  if (examples.length === 0) return null
  return (
    <Panel title="Examples">
      <div className="stack">
        {examples.map((example) => (
          <div key={example.name} className="stack" style={{ gap: 6 }}>
            <div className="row" style={{ justifyContent: 'space-between' }}>
              <h3>{example.name}</h3>
              <Link {...paths.start(name, { example: example.name })} className="small">
                Start with this
              </Link>
            </div>
            <JsonBlock value={example.input} what={`the example ${example.name}`} maxHeight={200} />
          </div>
        ))}
      </div>
    </Panel>
  )
}

const shownRuns = 10

function RecentRuns({ workflowType }: { workflowType: string }) {
  const filter = { workflow_type: workflowType }
  const query = useQuery(recentRunsQuery(useGateway(), filter, shownRuns))
  return (
    <Panel
      title="Recent runs"
      flush
      aside={
        <Link {...paths.runs(filter)} className="small">
          All runs
        </Link>
      }
    >
      <ListStates
        label="runs"
        query={query}
        count={query.data?.length ?? 0}
        empty={<Empty title="It has not run yet">Start a run to see it here.</Empty>}
      >
        <RunTable runs={query.data ?? []} isOfOneType />
      </ListStates>
    </Panel>
  )
}
