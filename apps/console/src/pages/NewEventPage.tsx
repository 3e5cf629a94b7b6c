import { Button, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { EventEnvelope } from '@temporal-registry/contract/events'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { envelopeOf, sampleEvents } from '../activities/sample-events.ts'
import { ConsideredList } from '../components/activities/ConsideredList.tsx'
import { JsonEditor } from '../components/JsonEditor.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { ProblemNotice } from '../components/ProblemNotice.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { countText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { eventQuery } from '../queries/events.ts'
import { activitiesKey } from '../queries/keys.ts'
import { useGateway } from '../session/gateway.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Tries an event, and sends it: which definitions look at it, and what their filters say. */
export function NewEventPage() {
  const { like } = useSearch({ from: '/activities/events/new' })
  const gateway = useGateway()
  const model = useQuery({ ...eventQuery(gateway, like ?? ''), enabled: like !== undefined })
  const [first] = sampleEvents
  const beginning = like === undefined ? first && envelopeOf(first) : model.data?.envelope
  return (
    <>
      <PageHead
        title="Try or send an event"
        above={<Link {...paths.events()}>Events</Link>}
        lead="Trying it stores nothing and starts nothing: it says which definitions would look at it, and what their filters compare."
      />
      <ListStates label="the event" query={model} count={beginning ? 1 : 0} empty={null}>
        {beginning ? (
          <Tester
            // The same source and id is the same event: one like it has an id of its own.
            beginning={
              like === undefined ? beginning : { ...beginning, id: `${beginning.id}-again` }
            }
          />
        ) : null}
      </ListStates>
    </>
  )
}

function Tester({ beginning }: { beginning: unknown }) {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [round, setRound] = useState(0)
  const [event, setEvent] = useState<unknown>(beginning)
  const [isBroken, setIsBroken] = useState(false)
  // Whether it is an event, the gateway says.
  const envelope = event as EventEnvelope
  const trying = useMutation({ mutationFn: () => client.events.test(envelope) })
  const sending = useMutation({
    mutationFn: () => client.events.send(envelope),
    async onSuccess({ event_id: id }) {
      await queryClient.invalidateQueries({ queryKey: activitiesKey(namespace) })
      await navigate(paths.event(id))
    },
  })
  const error = sending.error ?? trying.error
  // A trial says of an event that it is none; a send is refused.
  const refusal = trying.data?.find(({ problem }) => problem)?.problem
  const faults = (isApiError(error) ? error.problem : refusal)?.errors ?? []
  const whyNot = isBroken ? 'The event is no JSON yet' : undefined
  const definitions = trying.data?.flatMap((trial) => trial.definitions ?? [])

  function change(next: unknown) {
    setEvent(next)
    trying.reset()
    sending.reset()
  }

  return (
    <Columns
      beside={
        <Panel title="What would come of it" flush>
          {refusal ? (
            <Empty title="It would be refused">{refusal.title}.</Empty>
          ) : definitions === undefined ? (
            <Empty title="Try it, and it is told here" />
          ) : definitions.length > 0 ? (
            <ConsideredList definitions={definitions} />
          ) : (
            <Empty title="No definition looks at it">None names its type and source.</Empty>
          )}
        </Panel>
      }
    >
      <Panel
        title="Event"
        aside={
          <Select
            aria-label="Begin with"
            placeholder="Begin with a sample"
            w={200}
            data={sampleEvents.map(({ name }) => name)}
            value={null}
            onChange={(name) => {
              const chosen = sampleEvents.find((one) => one.name === name)
              if (!chosen) return
              change(envelopeOf(chosen))
              setIsBroken(false)
              setRound(round + 1)
            }}
          />
        }
      >
        <div className="stack">
          <JsonEditor
            key={round}
            label="The event, a CloudEvent as JSON"
            value={event}
            onChange={change}
            onBroken={setIsBroken}
            faults={faults}
            minRows={14}
          />
          {error ? <ProblemNotice error={error} errors={[]} /> : null}
          {refusal && faults.length === 0 ? <p role="alert">{refusal.detail}</p> : null}
          <div className="row">
            <ScopedButton
              scope="start"
              variant="filled"
              size="sm"
              loading={trying.isPending}
              whyNot={whyNot}
              onClick={() => trying.mutate()}
            >
              Try it
            </ScopedButton>
            <ScopedButton
              scope="start"
              size="sm"
              loading={sending.isPending}
              whyNot={whyNot}
              onClick={() => sending.mutate()}
            >
              Send it
            </ScopedButton>
            <Button size="sm" variant="subtle" onClick={() => void navigate(paths.events())}>
              Not now
            </Button>
            {definitions && !refusal ? (
              <span className="muted small">
                {countText(
                  definitions.filter(({ verdict }) => verdict === 'passed').length,
                  'definition',
                )}{' '}
                would be triggered
              </span>
            ) : null}
          </div>
        </div>
      </Panel>
    </Columns>
  )
}
