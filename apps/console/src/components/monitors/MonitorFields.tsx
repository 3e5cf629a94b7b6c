import { Button, MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { memories } from '@temporal-registry/contract/monitor'
import type { ProblemError } from '@temporal-registry/contract/problem'
import { probeKinds } from '@temporal-registry/contract/probes'
import { useMemo, useState, type ReactNode } from 'react'
import {
  fieldOf,
  kindOf,
  probeOfKind,
  probeSchema,
  restSchema,
  withAlert,
  withMembers,
  type Draft,
} from '../../monitors/monitor-draft.ts'
import { probeNames } from '../../monitors/watch-text.ts'
import { channelsQuery } from '../../queries/messages.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { CadenceField } from './CadenceField.tsx'
import { CodeEditor } from '../CodeEditor.tsx'
import { SchemaFormLater } from '../SchemaFormLater.tsx'

interface MonitorFieldsProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  /** Told whether a field of the probe holds a text that is no JSON. */
  readonly onBroken: (isBroken: boolean) => void
  /** What is wrong, at fields that are here. */
  readonly errors: readonly ProblemError[]
}

const edges = ['rising', 'changed', 'holding', 'recovery'] as const

/** A monitor as a form. Common members have fields written here; the probe and rarer members are drawn from the contract's schema. */
export function MonitorFields({ draft, onChange, onBroken, errors }: MonitorFieldsProps) {
  const faultOf = (field: string): ReactNode =>
    errors
      .filter(({ pointer }) => fieldOf(pointer) === field)
      .map(({ detail }) => detail)
      .join(' ') || undefined
  const set = (members: Parameters<typeof withMembers>[1]) => onChange(withMembers(draft, members))
  return (
    <>
      <Panel title="What it is">
        <div className="stack">
          <TextInput
            label="Name"
            required
            description="Of a-z, 0-9, . _ and -"
            value={draft.name}
            error={faultOf('/name')}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            autosize
            value={draft.description ?? ''}
            error={faultOf('/description')}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <TextInput
            label="Owner"
            value={draft.owner ?? ''}
            error={faultOf('/owner')}
            onChange={(event) => set({ owner: event.currentTarget.value })}
          />
          <CadenceField draft={draft} onChange={onChange} fault={faultOf('/schedule')} />
        </div>
      </Panel>
      <ProbeFields {...{ draft, onChange, onBroken, errors }} />
      <Panel title="What counts">
        <div className="stack">
          <CodeEditor
            label="Condition, an expression of CEL that gives true or false"
            language="cel"
            minRows={2}
            maxRows={8}
            value={draft.condition ?? ''}
            onChange={(condition) => set({ condition })}
            faults={errors.filter(({ pointer }) => pointer === '/condition')}
          />
          <p className="small muted">
            It sees <code>state</code>, <code>previous</code>, <code>changed</code>,{' '}
            <code>verdict</code>, <code>monitor</code> and <code>now</code>. Without one it is the
            probe’s own verdict, or that the state changed.
          </p>
          <Select
            label="Memory"
            description="Which looks at which it holds are told"
            clearable
            placeholder="track_state"
            data={memories}
            value={draft.memory ?? null}
            error={faultOf('/memory')}
            onChange={(memory) => set({ memory: memory ?? undefined })}
          />
        </div>
      </Panel>
      <TellFields draft={draft} onChange={onChange} faultOf={faultOf} />
      <RestFields draft={draft} onChange={onChange} errors={errors} />
    </>
  )
}

function ProbeFields({ draft, onChange, onBroken, errors }: MonitorFieldsProps) {
  const kind = kindOf(draft)
  const schema = useMemo(() => (kind === undefined ? undefined : probeSchema(kind)), [kind])
  return (
    <Panel
      title="What it looks at"
      aside={
        <Select
          aria-label="Kind of probe"
          w={180}
          allowDeselect={false}
          data={probeKinds.map((value) => ({ value, label: probeNames[value] }))}
          value={kind ?? null}
          onChange={(next) => {
            const chosen = probeKinds.find((one) => one === next)
            if (chosen && chosen !== kind) onChange({ ...draft, probe: probeOfKind(chosen) })
          }}
        />
      }
    >
      {kind === undefined || schema === undefined ? (
        <p className="small muted">Choose what kind of probe it is.</p>
      ) : (
        <SchemaFormLater
          key={kind}
          name="probe"
          schema={schema}
          value={draft.probe[kind]}
          onChange={(value) =>
            changed(draft.probe[kind], value) &&
            // The form is drawn from the schema of this kind, so its value is one of this kind.
            onChange({ ...draft, probe: { [kind]: value } })
          }
          onBroken={onBroken}
          errors={errors.filter(({ pointer }) => pointer.startsWith(`/probe/${kind}`))}
          under={`/probe/${kind}`}
        />
      )}
    </Panel>
  )
}

/** Members that few monitors use: hidden until asked for, or until something is wrong with one of them. */
function RestFields({ draft, onChange, errors }: Omit<MonitorFieldsProps, 'onBroken'>) {
  const here = errors.filter(
    ({ pointer }) => fieldOf(pointer) === undefined && !pointer.startsWith('/probe'),
  )
  const [isOpen, setIsOpen] = useState(false)
  const isShown = isOpen || here.length > 0
  return (
    <Panel
      title="The rest"
      aside={
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={isShown}
          onClick={() => setIsOpen(!isShown)}
        >
          {isShown ? 'Fold' : 'Unfold'}
        </Button>
      }
    >
      {isShown ? (
        <SchemaFormLater
          name="rest"
          schema={restSchema}
          value={draft}
          onChange={(value) => changed(draft, value) && onChange(withMembers(value as Draft, {}))}
          errors={here}
          under=""
        />
      ) : (
        <p className="small muted">
          Labels, until when it holds, the first look, how states are compared, what it depends on,
          maintenance, words of its own for alerts, and digests.
        </p>
      )}
    </Panel>
  )
}

interface TellFieldsProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly faultOf: (field: string) => ReactNode
}

function TellFields({ draft, onChange, faultOf }: TellFieldsProps) {
  const channels = useQuery(channelsQuery(useGateway())).data ?? []
  const { alert = {} } = draft
  const set = (members: Readonly<Record<string, unknown>>) => onChange(withAlert(draft, members))
  const number = (value: number | string) => (value === '' ? undefined : Number(value))
  return (
    <Panel title="What is told, and to whom">
      <div className="stack">
        <MultiSelect
          size="xs"
          label="Tells"
          description="As memory says, unless something is chosen"
          data={edges}
          value={alert.on ?? []}
          error={faultOf('/alert/on')}
          onChange={(on) => set({ on })}
        />
        <MultiSelect
          size="xs"
          label="Channels"
          description="Without any, alerts are only to be read here"
          searchable
          data={[...new Set([...channels.map(({ name }) => name), ...(alert.channels ?? [])])]}
          value={[...(alert.channels ?? [])]}
          error={faultOf('/alert/channels')}
          onChange={(names) => set({ channels: names })}
        />
        <div className="row" style={{ alignItems: 'flex-start' }}>
          <NumberInput
            label="Has to hold for looks"
            w={150}
            min={1}
            value={alert.for?.checks ?? ''}
            error={faultOf('/alert/for')}
            onChange={(checks) =>
              set({ for: checks === '' ? undefined : { ...alert.for, checks: Number(checks) } })
            }
          />
          <NumberInput
            label="Cooldown, seconds"
            w={150}
            min={1}
            value={alert.cooldown_seconds ?? ''}
            error={faultOf('/alert/cooldown_seconds')}
            onChange={(seconds) => set({ cooldown_seconds: number(seconds) })}
          />
          <NumberInput
            label="Reminder, seconds"
            w={150}
            min={1}
            value={alert.reminder_seconds ?? ''}
            error={faultOf('/alert/reminder_seconds')}
            onChange={(seconds) => set({ reminder_seconds: number(seconds) })}
          />
        </div>
      </div>
    </Panel>
  )
}

/** Whether a value really changed: the form also reports when it fills in what it shows anyway. */
const changed = (before: unknown, after: unknown) =>
  JSON.stringify(before) !== JSON.stringify(after)
