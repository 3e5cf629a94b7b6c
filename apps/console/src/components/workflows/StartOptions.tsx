import { Input, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import type { StartChoices } from '../../start-snippets.ts'

/** Where a run's id comes from: its member of a start, and what it means. */
const idKinds = {
  made: { label: 'Made', says: 'An id of the type and some random letters.' },
  name: { label: 'Counted', says: 'The next number of a name: «Tui build» becomes tui-build-r3.' },
  workflow_id: { label: 'Given', says: 'Exactly this id.' },
  id_template: { label: 'Template', says: 'Made of the input: order-{{input.order_id}}-{{date}}.' },
} as const
type IdKind = keyof typeof idKinds

/** What is chosen beside the input, as it stands in the form. */
export interface Options {
  readonly idKind: IdKind
  /** The name, id or template. */
  readonly idText: string
  readonly others: Omit<StartChoices, 'input' | IdKind>
}

export const noOptions: Options = { idKind: 'made', idText: '', others: {} }

/** The members of a start that say the same. */
export function choicesOf({ idKind, idText, others }: Options): StartChoices {
  return { ...others, ...(idKind === 'made' || idText === '' ? {} : { [idKind]: idText }) }
}

/** Each choice as the form shows it; the first is what happens when nothing is said. */
const selects = [
  {
    member: 'id_conflict_policy',
    label: 'When a run with the id is open',
    data: [
      { value: 'fail', label: 'refuse the start' },
      { value: 'use_existing', label: 'use that run' },
      { value: 'terminate_existing', label: 'terminate that run' },
    ],
  },
  {
    member: 'id_reuse_policy',
    label: 'When one with the id is closed',
    data: [
      { value: 'allow_duplicate', label: 'start all the same' },
      { value: 'allow_duplicate_failed_only', label: 'start only if it failed' },
      { value: 'reject_duplicate', label: 'refuse the start' },
    ],
  },
  {
    member: 'on_no_worker',
    label: 'When no worker is ready',
    data: [
      { value: 'reject', label: 'refuse the start' },
      { value: 'queue', label: 'start it: it waits on its queue' },
      { value: 'wait', label: 'wait for a worker' },
    ],
  },
] as const

interface StartOptionsProps {
  readonly options: Options
  readonly onChange: (options: Options) => void
  /** What is wrong with a member, by its name. */
  readonly faultOf: (member: string) => string | undefined
}

/** The id of a run to be, and what happens where it is taken or nobody is ready. */
export function StartOptions({ options, onChange, faultOf }: StartOptionsProps) {
  const { idKind, idText, others } = options
  const set = (changes: Options['others']) =>
    onChange({ ...options, others: { ...others, ...changes } })
  return (
    <div className="stack">
      <Input.Wrapper label="Workflow id" description={idKinds[idKind].says} size="xs">
        <SegmentedControl
          fullWidth
          mt={6}
          aria-label="Where the workflow id comes from"
          value={idKind}
          data={Object.entries(idKinds).map(([value, { label }]) => ({ value, label }))}
          // The values are those kinds, as the line above says.
          onChange={(kind) => onChange({ ...options, idKind: kind as IdKind })}
        />
      </Input.Wrapper>
      {idKind === 'made' ? null : (
        <TextInput
          aria-label={`${idKinds[idKind].label} id`}
          value={idText}
          onChange={(event) => onChange({ ...options, idText: event.currentTarget.value })}
          error={faultOf(idKind)}
        />
      )}
      {selects.map(({ member, label, data }) => (
        <Select
          key={member}
          label={label}
          data={data}
          allowDeselect={false}
          value={others[member] ?? data[0].value}
          error={faultOf(member)}
          // One of the values of `data`, which are the member's.
          onChange={(value) => set({ [member]: value === data[0].value ? undefined : value })}
        />
      ))}
      <NumberInput
        label="Start later by, in seconds"
        min={0}
        value={others.start_delay_seconds ?? ''}
        error={faultOf('start_delay_seconds')}
        onChange={(seconds) =>
          set({
            start_delay_seconds: typeof seconds === 'number' && seconds > 0 ? seconds : undefined,
          })
        }
      />
    </div>
  )
}
