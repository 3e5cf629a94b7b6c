import { NumberInput, Select, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { backfillLimits, type Backfill } from '@temporal-registry/contract/schedule-backfills'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { countText, numberText } from '../../count-text.ts'
import { runsKey } from '../../queries/keys.ts'
import { overlapChoices, readOverlap } from '../../schedules/overlap.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { localTime, momentOf, readerZone, spanText, zonedText } from '../../time-text.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'

const dayMs = 86_400_000

/** Lets a schedule fire for times that are past, after one has seen which those are. */
export function BackfillDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate({ from: '/schedules/$scheduleId' })
  const [from, setFrom] = useState(() => localTime(new Date(wholeMinute() - dayMs)))
  const [to, setTo] = useState(() => localTime(new Date(wholeMinute())))
  const [overlap, setOverlap] = useState(readOverlap('allow_all'))
  const [most, setMost] = useState<number>(backfillLimits.defaultMaxOccurrences)
  const isWhole = from !== '' && to !== ''
  const span = isWhole ? { start_at: momentOf(from), end_at: momentOf(to) } : undefined
  const preview = useQuery({
    queryKey: runsKey(namespace, 'schedule', id, 'backfill-preview', span),
    queryFn: ({ signal }) =>
      client.schedules.backfill(
        id,
        // Asked only when there is a span.
        { ...(span as NonNullable<typeof span>), dry_run: true },
        { signal },
      ),
    enabled: isWhole,
    placeholderData: keepPreviousData,
  })
  const sending = useChange(
    (whole: NonNullable<typeof span>) =>
      client.schedules.backfill(
        id,
        { ...whole, overlap_policy: overlap, max_occurrences: most },
        { idempotencyKey: 'auto' },
      ),
    {
      refreshes: runsKey(namespace),
      onDone: async ({ backfill_id: backfill }) => {
        onClose()
        if (backfill) await navigate({ search: (old) => ({ ...old, backfill }), replace: true })
      },
    },
  )
  const faultOf = (pointer: string) =>
    isApiError(preview.error)
      ? preview.error.problem?.errors?.find((one) => one.pointer === pointer)?.detail
      : undefined
  const isTold = faultOf('/end_at') ?? faultOf('/start_at')
  const count = preview.data?.occurrences ?? 0

  return (
    <ConfirmDialog
      title="Fire for times that are past?"
      onClose={onClose}
      verb={count === 0 ? 'Backfill' : `Backfill ${countText(count, 'time')}`}
      isDisabled={!span || count === 0 || preview.error !== null}
      onConfirm={() => span && sending.mutate(span)}
      change={sending}
    >
      <div className="stack">
        <p className="small muted">Both included, by your clock ({readerZone}).</p>
        <div className="row" style={{ alignItems: 'flex-start' }}>
          <TextInput
            type="datetime-local"
            label="From"
            style={{ flex: '1 1 180px', minWidth: 0 }}
            value={from}
            error={faultOf('/start_at')}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label="To"
            style={{ flex: '1 1 180px', minWidth: 0 }}
            value={to}
            error={faultOf('/end_at')}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
        <Select
          label="When a run of it is still open"
          data={overlapChoices}
          allowDeselect={false}
          value={overlap}
          onChange={(value) => setOverlap(readOverlap(value))}
        />
        <NumberInput
          label="At most so many times"
          min={1}
          max={backfillLimits.maxOccurrences}
          value={most}
          onChange={(value) => setMost(typeof value === 'number' ? value : 1)}
        />
        {preview.error && !isTold ? <ProblemNotice error={preview.error} /> : null}
        {preview.data && !preview.error ? <Occurrences preview={preview.data} /> : null}
      </div>
    </ConfirmDialog>
  )
}

function Occurrences({ preview: { occurrences, times } }: { preview: Backfill }) {
  if (occurrences === 0) return <p role="status">It matches no time in this span.</p>
  const [first] = times
  const seconds = occurrences / backfillLimits.occurrencesPerSecond
  const isSlow = occurrences > backfillLimits.directOccurrences
  return (
    <p role="status">
      It fires {occurrences === 1 ? 'once' : `${numberText(occurrences)} times`}
      {first ? `, first for ${zonedText(new Date(first), readerZone)}` : ''}.{' '}
      {isSlow
        ? `Temporal takes ${backfillLimits.occurrencesPerSecond} a second: about ${spanText(seconds * 1_000)}. It can be called off meanwhile.`
        : 'All are sent at once.'}
    </p>
  )
}

const wholeMinute = () => Math.floor(Date.now() / 60_000) * 60_000
