import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { countText, numberText } from '../../count-text.ts'
import { paths } from '../../paths.ts'
import { countersQuery } from '../../queries/administration.ts'
import { runsKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FilterBar } from '../FilterBar.tsx'
import { FilterText } from '../FilterText.tsx'
import { ListStates } from '../ListStates.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

interface Counter {
  readonly slug: string
  readonly counter: number
  readonly last_claimed_epoch: number
}

interface AdminWorkflowIdsProps {
  readonly q: string
  readonly onSearch: (q: string) => void
}

/** Counters of names, from which ids such as `tui-build-r3` are made. */
export function AdminWorkflowIds({ q, onSearch }: AdminWorkflowIdsProps) {
  const query = useQuery(countersQuery(useGateway()))
  const [resetting, setResetting] = useState<Counter>()
  const all = query.data ?? []
  const found = all.filter(({ slug }) => slug.includes(q.trim().toLowerCase()))
  return (
    <Panel title="Workflow ids" flush>
      <FilterBar count={query.data ? countText(found.length, 'counter') : ''}>
        <FilterText label="Slug" isSearch value={q} onChange={onSearch} />
      </FilterBar>
      <ListStates
        label="counters"
        query={query}
        count={found.length}
        empty={
          q ? (
            <Empty title="No slug matches">Search for less.</Empty>
          ) : (
            <Empty title="Nothing was counted yet">
              A start with a name claims the next number of it: «Tui build» becomes tui-build-r1.
            </Empty>
          )
        }
      >
        <DataTable
          label="Workflow ids"
          columns={columnsOf(setResetting)}
          rows={found}
          keyOf={({ slug }) => slug}
        />
      </ListStates>
      {resetting ? <Reset counter={resetting} onClose={() => setResetting(undefined)} /> : null}
    </Panel>
  )
}

function columnsOf(reset: (counter: Counter) => void): readonly Column<Counter>[] {
  return [
    { name: 'Slug', cell: ({ slug }) => <span className="code">{slug}</span> },
    {
      name: 'Claimed',
      width: '92px',
      isNumber: true,
      cell: ({ counter }) => numberText(counter),
    },
    {
      name: 'Last id',
      width: '30%',
      isWide: true,
      cell: ({ slug, counter }) =>
        counter === 0 ? (
          <span className="muted">none since its reset</span>
        ) : (
          <Link {...paths.runs({ workflow_id: `${slug}-r${counter}` })} className="code">
            {slug}-r{counter}
          </Link>
        ),
    },
    {
      name: 'Last claim',
      width: '104px',
      isWide: true,
      cell: ({ last_claimed_epoch: at }) => <Ago at={at * 1_000} />,
    },
    {
      name: 'Actions',
      width: '96px',
      cell: (counter) => (
        <ScopedButton
          scope="admin"
          size="compact-xs"
          whyNot={counter.counter === 0 ? 'It is 0 already' : undefined}
          onClick={() => reset(counter)}
        >
          Reset…
        </ScopedButton>
      ),
    },
  ]
}

function Reset({ counter, onClose }: { counter: Counter; onClose: () => void }) {
  const { slug, counter: count } = counter
  const { client, namespace } = useGateway()
  const resetting = useChange(() => client.workflowIds.reset(slug), {
    refreshes: runsKey(namespace, 'counters'),
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      title={`Reset ${slug}?`}
      onClose={onClose}
      verb="Set it back to 0"
      isDangerous
      onConfirm={() => resetting.mutate()}
      change={resetting}
    >
      The next claim gives <code>{slug}-r1</code> again. Ids up to{' '}
      <code>
        {slug}-r{count}
      </code>{' '}
      come a second time: a start by such an id is refused while a run with it is open, and else two
      runs have it.
    </ConfirmDialog>
  )
}
