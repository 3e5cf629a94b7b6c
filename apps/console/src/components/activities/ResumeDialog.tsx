import { Radio, Stack } from '@mantine/core'
import { recoveries } from '@temporal-registry/contract/activity-backfills'
import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { useState } from 'react'
import { activitiesKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Ago } from '../Ago.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'

interface ResumeDialogProps {
  readonly definition: ActivityDefinition
  readonly onClose: () => void
}

const choices = {
  none: ['None of them', 'They are in the ledger as missed.'],
  latest: ['The latest', 'The others are in the ledger as superseded.'],
  all: ['Each of them', 'A backfill runs for one after the other.'],
} as const

/** Lets a paused definition make runs again; of one on a clock, says which of its times are made up for. */
export function ResumeDialog({ definition, onClose }: ResumeDialogProps) {
  const { client, namespace } = useGateway()
  const { name, trigger_kind: kind } = definition
  const [recover, setRecover] = useState<(typeof recoveries)[number]>('none')
  const resuming = useChange(
    () => client.activityDefinitions.resume(name, kind === 'schedule' ? { recover } : {}),
    { refreshes: activitiesKey(namespace), onDone: onClose },
  )
  return (
    <ConfirmDialog
      title={`Resume ${name}?`}
      onClose={onClose}
      verb="Resume it"
      onConfirm={() => resuming.mutate()}
      change={resuming}
    >
      <div className="stack">
        <p>
          It was paused <Ago at={definition.paused_at} />: {definition.pause_reason}
        </p>
        {kind === 'schedule' ? (
          <Radio.Group
            label="Times that passed meanwhile: run for"
            value={recover}
            onChange={(value) => setRecover(recoveries.find((one) => one === value) ?? 'none')}
          >
            <Stack gap="xs" mt="xs">
              {recoveries.map((one) => (
                <Radio
                  key={one}
                  value={one}
                  size="xs"
                  label={choices[one][0]}
                  description={choices[one][1]}
                />
              ))}
            </Stack>
          </Radio.Group>
        ) : (
          <p>What came meanwhile is in the ledger, and does not come again.</p>
        )}
      </div>
    </ConfirmDialog>
  )
}
