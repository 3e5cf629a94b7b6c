import { Select } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { DryRunBody } from '@temporal-registry/contract/activity-dry-run'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { envelopeOf, sampleEvents } from '../../activities/sample-events.ts'
import { activitiesKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { DryRunSteps } from './DryRunSteps.tsx'
import { JsonEditor } from '../JsonEditor.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

type Given = Pick<DryRunBody, 'event' | 'input' | 'context' | 'results'>

const shownEvents = 20

/** Tries a definition, before it is stored, with an event that came in or one that is written here. */
export function DryRun({ definition }: { definition: ActivityDefinitionBody | undefined }) {
  const { client } = useGateway()
  const isOfEvents = definition?.trigger.event !== undefined
  const [given, setGiven] = useState<Given>()
  const [round, setRound] = useState(0)
  const [isBroken, setIsBroken] = useState(false)
  const trying = useMutation({
    mutationFn: (body: DryRunBody) => client.activityDefinitions.dryRun(body),
  })
  const { error, data } = trying
  const said = given ?? beginningOf(definition)
  const faults = isApiError(error) ? (error.problem?.errors ?? []) : []
  const whyNot = definition
    ? isBroken
      ? 'What it is tried with is no JSON yet'
      : undefined
    : 'Something is wrong with the definition yet'

  function begin(next: Given) {
    setGiven(next)
    setIsBroken(false)
    setRound(round + 1)
    trying.reset()
  }

  return (
    <Panel
      title="Dry run"
      aside={
        isOfEvents ? <EventChoice onChoose={(event) => begin({ ...said, event })} /> : undefined
      }
    >
      <div className="stack">
        <p className="small muted">
          Nothing is read from elsewhere, stored, started or sent. What sources would give and tasks
          would come to is said in <code>context</code> and <code>results</code>.
        </p>
        <JsonEditor
          // A sample that was edited is kept; a definition with another kind of trigger gets a new one.
          key={`${round} ${isOfEvents}`}
          label="What it is tried with"
          value={said}
          onChange={(next) => {
            // Whether it is of the shape, the gateway says.
            setGiven(next as Given)
            trying.reset()
          }}
          onBroken={setIsBroken}
          faults={faults}
          minRows={6}
        />
        {error ? <ProblemNotice error={error} errors={[]} /> : null}
        <div className="row">
          <ScopedButton
            scope="start"
            loading={trying.isPending}
            whyNot={whyNot}
            onClick={() => definition && trying.mutate({ ...said, definition })}
          >
            Try it
          </ScopedButton>
        </div>
        {data ? <DryRunSteps made={data} /> : null}
      </div>
    </Panel>
  )
}

/** An event of a type that the definition names, or an input. */
function beginningOf(definition: ActivityDefinitionBody | undefined): Given {
  const { event } = definition?.trigger ?? {}
  const [first] = sampleEvents
  if (!event || !first) return { input: {} }
  const [type = first.type] = event.types
  const [source = first.source] = event.sources ?? []
  const sample = sampleEvents.find((one) => one.type === type) ?? first
  return {
    event: envelopeOf({ ...sample, type: type.replace(/\*$/, 'created'), source }),
    context: {},
    results: {},
  }
}

type Envelope = NonNullable<Given['event']>

/** Events that came in lately. */
function EventChoice({ onChoose }: { onChoose: (event: Envelope) => void }) {
  const { client, namespace } = useGateway()
  const query = useQuery({
    queryKey: activitiesKey(namespace, 'events', 'choice'),
    queryFn: async ({ signal }) =>
      (await client.events.list({ limit: shownEvents }, { signal })).events,
  })
  const choosing = useMutation({
    mutationFn: (id: string) => client.events.get(id),
    onSuccess: ({ envelope }) => onChoose(envelope),
  })
  return (
    <Select
      aria-label="Try it with an event that came in"
      placeholder="Take an event that came in"
      w={230}
      data={(query.data ?? []).map(({ event_id: value, type, id }) => ({
        value,
        label: `${type} ${id.slice(-12)}`,
      }))}
      value={null}
      onChange={(id) => id && choosing.mutate(id)}
      nothingFoundMessage="None came in yet"
    />
  )
}
