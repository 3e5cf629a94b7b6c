import { Button, Checkbox, Modal, NumberInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { activityBackfillLimits } from '@temporal-registry/contract/activity-backfills'
import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { useState } from 'react'
import { countText, numberText } from '../../count-text.ts'
import { activitiesKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { localTime, momentOf, timeText } from '../../time-text.ts'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

interface BackfillDialogProps {
  readonly definition: ActivityDefinition
  readonly onClose: () => void
}

const dayMs = 86_400_000

/** Runs a definition for times that are past, after it was shown which. */
export function DefinitionBackfillDialog({ definition: { name }, onClose }: BackfillDialogProps) {
  const { client, namespace } = useGateway()
  const [from, setFrom] = useState(() => localTime(new Date(Date.now() - 7 * dayMs)))
  const [to, setTo] = useState(() => localTime(new Date()))
  const [parallel, setParallel] = useState(1)
  const [perMinute, setPerMinute] = useState<number>(activityBackfillLimits.maxPerMinute)
  const [isForced, setIsForced] = useState(false)
  const body = () => ({
    from: momentOf(from),
    to: momentOf(to),
    max_parallel: parallel,
    per_minute: perMinute,
    force: isForced,
  })
  const previewing = useMutation({
    mutationFn: () => client.activityBackfills.preview(name, body()),
  })
  const starting = useChange(
    () => client.activityBackfills.create(name, body(), { idempotencyKey: 'auto' }),
    { refreshes: activitiesKey(namespace), onDone: onClose },
  )
  const { data: preview } = previewing
  const runs = preview ? preview.planned - (isForced ? 0 : preview.ran_already) : 0

  function change(next: () => void) {
    next()
    previewing.reset()
    starting.reset()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Run ${name} for times that are past`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
          <TextInput
            label="From"
            type="datetime-local"
            step={1}
            value={from}
            onChange={({ currentTarget: { value } }) => change(() => setFrom(value))}
          />
          <TextInput
            label="To"
            type="datetime-local"
            step={1}
            value={to}
            onChange={({ currentTarget: { value } }) => change(() => setTo(value))}
          />
          <NumberInput
            label="Open at one time"
            min={1}
            max={activityBackfillLimits.maxParallel}
            value={parallel}
            onChange={(value) => change(() => setParallel(Number(value) || 1))}
          />
          <NumberInput
            label="Begun in a minute, at most"
            min={1}
            max={activityBackfillLimits.maxPerMinute}
            value={perMinute}
            onChange={(value) => change(() => setPerMinute(Number(value) || 1))}
          />
        </div>
        <Checkbox
          size="xs"
          label="Again for times that it ran for already"
          checked={isForced}
          onChange={({ currentTarget: { checked } }) => change(() => setIsForced(checked))}
        />
        {preview ? (
          <div role="status" className="stack small" style={{ gap: 4 }}>
            <p>
              <b>{countText(preview.planned, 'time')}</b> in the span
              {preview.ran_already > 0
                ? `, ${numberText(preview.ran_already)} of them with a run`
                : ''}
              {preview.first_at && preview.last_at
                ? `, from ${timeText(new Date(preview.first_at))} to ${timeText(new Date(preview.last_at))}`
                : ''}
              .
            </p>
            <p className="muted">
              {preview.times.map((time) => timeText(new Date(time))).join(' · ')}
              {preview.planned > preview.times.length ? ' · …' : ''}
            </p>
          </div>
        ) : null}
        {previewing.error || starting.error ? (
          <ProblemNotice error={previewing.error ?? starting.error} />
        ) : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Not now</Button>
          {preview ? (
            <ScopedButton
              scope="start"
              variant="filled"
              loading={starting.isPending}
              whyNot={runs === 0 ? 'There is no time to run for' : undefined}
              onClick={() => starting.mutate()}
            >
              {`Make ${countText(runs, 'run')}`}
            </ScopedButton>
          ) : (
            <Button
              variant="filled"
              loading={previewing.isPending}
              disabled={from === '' || to === ''}
              onClick={() => previewing.mutate()}
            >
              Show which
            </Button>
          )}
        </div>
      </div>
    </Modal>
  )
}
