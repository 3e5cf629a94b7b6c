import { Button, Checkbox, SegmentedControl } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { WrittenMonitor } from '@temporal-registry/contract/monitors'
import { isApiError } from '@temporal-registry/sdk/client'
import { lazy, Suspense, useState } from 'react'
import {
  fieldOf,
  kindOf,
  probeSchema,
  restSchema,
  type Draft,
} from '../../monitors/monitor-draft.ts'
import { paths } from '../../paths.ts'
import { splitErrors } from '../../problem-text.ts'
import { monitorsKey } from '../../queries/keys.ts'
import { hasField, pointerTokens } from '../../schema/form-schema.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Columns } from '../../ui/Columns.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { BeatAddressDialog } from './BeatAddressDialog.tsx'
import { MonitorFields } from './MonitorFields.tsx'
import { MonitorPreviewPanel } from './MonitorPreviewPanel.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'
import { useMonitorCheck } from './use-monitor-check.ts'

const BodyText = lazy(async () => {
  const { BodyText: component } = await import('./BodyText.tsx')
  return { default: component }
})

interface MonitorFormProps {
  readonly first: Draft
  /** Of the monitor that is changed, and as it was read; absent: another is made. */
  readonly of?: { readonly id: string; readonly etag: string }
}

type Way = 'form' | 'json' | 'yaml'

/** Writes a monitor: as a form or as text, checked by the gateway while one types, tried before it is saved. */
export function MonitorForm({ first, of }: MonitorFormProps) {
  const { client } = useGateway()
  const navigate = useNavigate()
  const [draft, setDraft] = useState(first)
  const [way, setWay] = useState<Way>('form')
  const [isBroken, setIsBroken] = useState(false)
  const [isPaused, setIsPaused] = useState(false)
  const [isEdited, setIsEdited] = useState(of !== undefined)
  const check = useMonitorCheck(draft)
  const saving = useSave(draft, of, isPaused)
  const previewing = useMutation({ mutationFn: () => client.monitors.preview(draft) })

  const refused = isApiError(saving.error) ? (saving.error.problem?.errors ?? []) : []
  const found = refused.length > 0 ? refused : isEdited ? (check?.errors ?? []) : []
  const warnings = check?.warnings ?? []
  const { atFields, above } = splitErrors(
    found,
    (pointer) => way !== 'form' || isDrawn(draft, pointer),
  )
  const refusal = saving.error ?? (isEdited ? check?.refusal : undefined)

  function change(next: Draft) {
    setDraft(next)
    setIsEdited(true)
    saving.reset()
    previewing.reset()
  }

  const whyNot = isBroken ? 'What is written as JSON or YAML cannot be read yet' : undefined
  return (
    <form
      // What is wrong, the gateway says, in its words.
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setIsEdited(true)
        if (whyNot === undefined) saving.mutate()
      }}
    >
      <Columns
        beside={
          <>
            <MonitorPreviewPanel
              preview={previewing.data}
              error={previewing.error}
              isPending={previewing.isPending}
              whyNot={whyNot}
              onLook={() => previewing.mutate()}
            />
            {warnings.length > 0 ? (
              <Panel title="May not be meant so">
                <ul className="small" style={{ margin: 0, paddingLeft: 18 }}>
                  {warnings.map(({ pointer, detail }) => (
                    <li key={`${pointer} ${detail}`}>
                      <code>{pointer}</code> {detail}
                    </li>
                  ))}
                </ul>
              </Panel>
            ) : null}
          </>
        }
      >
        <div className="row" style={{ justifyContent: 'space-between' }}>
          <SegmentedControl
            aria-label="How the monitor is written"
            value={way}
            disabled={isBroken}
            data={[
              { value: 'form', label: 'Form' },
              { value: 'json', label: 'JSON' },
              { value: 'yaml', label: 'YAML' },
            ]}
            onChange={(next) => setWay(next)}
          />
        </div>
        {refusal || above.length > 0 ? (
          <ProblemNotice
            error={refusal ?? new Error('The monitor could not work')}
            errors={above}
          />
        ) : null}
        {way === 'form' ? (
          <MonitorFields draft={draft} onChange={change} onBroken={setIsBroken} errors={atFields} />
        ) : (
          <Panel>
            <Suspense fallback={<p className="muted small">Opening the editor…</p>}>
              <BodyText
                key={way}
                label="The monitor as text"
                language={way}
                value={draft}
                // Any object is passed on: the gateway says whether it is a monitor.
                onChange={(value) => change(value as unknown as Draft)}
                onBroken={setIsBroken}
                faults={atFields}
                doubts={warnings}
              />
            </Suspense>
          </Panel>
        )}
        <div className="row">
          <ScopedButton
            scope="admin"
            type="submit"
            variant="filled"
            size="sm"
            loading={saving.isPending}
            whyNot={whyNot}
          >
            {of ? 'Save' : 'Create'}
          </ScopedButton>
          <Button
            size="sm"
            variant="subtle"
            onClick={() => void navigate(of ? paths.monitor(of.id) : paths.monitors())}
          >
            Not now
          </Button>
          {of ? null : (
            <Checkbox
              size="xs"
              label="Paused at first"
              checked={isPaused}
              onChange={(event) => setIsPaused(event.currentTarget.checked)}
            />
          )}
        </div>
      </Columns>
      <BeatAddressDialog written={saving.data} />
    </form>
  )
}

/** Whether the form has a place for what is wrong there. */
function isDrawn(draft: Draft, pointer: string): boolean {
  if (fieldOf(pointer) !== undefined) return true
  const kind = kindOf(draft)
  const under = kind === undefined ? undefined : `/probe/${kind}`
  if (kind !== undefined && under !== undefined && pointer.startsWith(under)) {
    return hasField(probeSchema(kind), pointerTokens(pointer.slice(under.length)))
  }
  return pointer !== '' && hasField(restSchema, pointerTokens(pointer))
}

function useSave(draft: Draft, of: MonitorFormProps['of'], isPaused: boolean) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (): Promise<WrittenMonitor> =>
      of
        ? client.monitors.put(of.id, draft, { etag: of.etag })
        : client.monitors.create(draft, { paused: isPaused }),
    onSuccess: async ({ name, heartbeat_path: path }) => {
      void queryClient.invalidateQueries({ queryKey: monitorsKey(namespace) })
      // A heartbeat address is shown only now: its dialog comes before the monitor's page.
      if (path === undefined) await navigate(paths.monitor(name))
    },
  })
}
