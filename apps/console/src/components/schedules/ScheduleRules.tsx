import { ActionIcon, Button, NumberInput, Select, TextInput, Tooltip } from '@mantine/core'
import type { ProblemError } from '@temporal-registry/contract/problem'
import {
  newRule,
  ruleAddress,
  spanUnits,
  type Rule,
  type RuleKind,
  type Span,
  type SpanUnit,
} from '../../schedules/draft.ts'
import {
  calendarWords,
  cronWords,
  exceptionWords,
  intervalWords,
} from '../../schedules/times-words.ts'
import { Icon } from '../../ui/icons.tsx'
import styles from './ScheduleRules.module.css'

const kinds = [
  { kind: 'cron', name: 'Cron line' },
  { kind: 'interval', name: 'Interval' },
  { kind: 'calendar', name: 'Calendar' },
  { kind: 'exclude', name: 'Exception' },
] as const satisfies readonly { kind: RuleKind; name: string }[]

const calendarFields = [
  ['hour', 'Hour'],
  ['minute', 'Minute'],
  ['second', 'Second'],
  ['day_of_week', 'Weekday'],
  ['day_of_month', 'Day'],
  ['month', 'Month'],
  ['year', 'Year'],
] as const

const units = Object.keys(spanUnits) as SpanUnit[]

interface ScheduleRulesProps {
  readonly rules: readonly Rule[]
  readonly onChange: (rules: readonly Rule[]) => void
  /** What is wrong, at pointers into the body. */
  readonly errors: readonly ProblemError[]
}

/** The ways in which a schedule says when; each said in words as it is typed. */
export function ScheduleRules({ rules, onChange, errors }: ScheduleRulesProps) {
  const firing = rules.filter(({ kind }) => kind !== 'exclude')
  return (
    <div className="stack">
      <ul className={styles['rules']}>
        {rules.map((rule) => (
          <RuleRow
            key={rule.key}
            rule={rule}
            // One way to say when is always there: without any, nothing would fire.
            isLast={firing.length === 1 && firing[0] === rule}
            number={rules.filter(({ kind }) => kind === rule.kind).indexOf(rule) + 1}
            faults={faultsAt(errors, ruleAddress(rules, rule))}
            onChange={(next) => onChange(rules.map((one) => (one === rule ? next : one)))}
            onRemove={() => onChange(rules.filter((one) => one !== rule))}
          />
        ))}
      </ul>
      <div className="row">
        {kinds.map(({ kind, name }) => (
          <Button
            key={kind}
            size="compact-xs"
            leftSection={<Icon name="plus" size={12} />}
            onClick={() => onChange([...rules, newRule(kind)])}
          >
            {name}
          </Button>
        ))}
      </div>
    </div>
  )
}

function faultsAt(errors: readonly ProblemError[], address: string): readonly string[] {
  return errors
    .filter(({ pointer }) => pointer === address || pointer.startsWith(`${address}/`))
    .map(({ pointer, detail }) => {
      const member = pointer.slice(address.length + 1).replaceAll('_', ' ')
      return member === '' ? detail : `${member} ${detail}`
    })
}

interface RuleRowProps {
  readonly rule: Rule
  readonly isLast: boolean
  /** Its number among rules of its kind, for screen readers: «Cron line 2». */
  readonly number: number
  readonly faults: readonly string[]
  readonly onChange: (rule: Rule) => void
  readonly onRemove: () => void
}

function RuleRow({ rule, isLast, number, faults, onChange, onRemove }: RuleRowProps) {
  const name = `${kinds.find(({ kind }) => kind === rule.kind)?.name ?? ''} ${number}`
  const why = isLast ? 'A schedule needs one time at least' : undefined
  return (
    <li className={styles['rule']}>
      <RuleFields rule={rule} name={name} hasFault={faults.length > 0} onChange={onChange} />
      <Tooltip label={why ?? `Remove ${name.toLowerCase()}`}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove ${name.toLowerCase()}`}
          aria-disabled={isLast}
          {...(isLast ? { 'data-disabled': true } : {})}
          {...(why ? { 'aria-description': why } : {})}
          onClick={() => (isLast ? undefined : onRemove())}
        >
          <Icon name="close" size={14} />
        </ActionIcon>
      </Tooltip>
      {faults.length > 0 ? (
        <p className={`${styles['said']} ${styles['fault']}`}>{faults.join('; ')}</p>
      ) : (
        <p className={styles['said']}>{wordsOf(rule)}</p>
      )}
    </li>
  )
}

function wordsOf(rule: Rule): string {
  if (rule.kind === 'cron') return cronWords(rule.line) ?? ''
  if (rule.kind === 'interval') {
    const every = secondsOf(rule.every)
    if (!every) return ''
    return `${intervalWords({ every_seconds: every, offset_seconds: secondsOf(rule.offset) })}, counted from 1970`
  }
  if (rule.kind === 'calendar') return calendarWords(rule.calendar) ?? ''
  const words = exceptionWords(rule.calendar)
  return words === undefined ? '' : `never ${words}`
}

const secondsOf = ({ count, unit }: Span) => (count ?? 0) * spanUnits[unit]

interface RuleFieldsProps {
  readonly rule: Rule
  readonly name: string
  readonly hasFault: boolean
  readonly onChange: (rule: Rule) => void
}

function RuleFields({ rule, name, hasFault, onChange }: RuleFieldsProps) {
  if (rule.kind === 'cron') {
    return (
      <TextInput
        label={name}
        placeholder="0 9 * * MON-FRI"
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--font-code)' } }}
        value={rule.line}
        error={hasFault}
        onChange={(event) => onChange({ ...rule, line: event.currentTarget.value })}
      />
    )
  }
  if (rule.kind === 'interval') {
    return (
      <div className={styles['spans']}>
        <SpanField
          label="Every"
          name={name}
          span={rule.every}
          hasFault={hasFault}
          onChange={(every) => onChange({ ...rule, every })}
        />
        <SpanField
          label="Beginning"
          name={name}
          span={rule.offset}
          hasFault={hasFault}
          onChange={(offset) => onChange({ ...rule, offset })}
        />
      </div>
    )
  }
  return (
    <fieldset className={styles['fields']}>
      <legend>{rule.kind === 'exclude' ? `${name}: never at` : name}</legend>
      {calendarFields.map(([member, label]) => (
        <TextInput
          key={member}
          label={label}
          placeholder={member === 'hour' || member === 'minute' || member === 'second' ? '0' : '*'}
          value={String(rule.calendar[member] ?? '')}
          error={hasFault}
          onChange={(event) => {
            const { [member]: _, ...others } = rule.calendar
            const text = event.currentTarget.value
            onChange({ ...rule, calendar: text === '' ? others : { ...others, [member]: text } })
          }}
        />
      ))}
    </fieldset>
  )
}

interface SpanFieldProps {
  readonly label: string
  readonly name: string
  readonly span: Span
  readonly hasFault: boolean
  readonly onChange: (span: Span) => void
}

function SpanField({ label, name, span, hasFault, onChange }: SpanFieldProps) {
  return (
    <>
      <NumberInput
        label={label}
        aria-label={`${label}, ${name}`}
        min={0}
        value={span.count ?? ''}
        error={hasFault}
        onChange={(count) =>
          onChange({ ...span, count: typeof count === 'number' ? count : undefined })
        }
      />
      <Select
        aria-label={`Unit of ${label.toLowerCase()}, ${name}`}
        data={units}
        allowDeselect={false}
        value={span.unit}
        onChange={(unit) =>
          onChange({ ...span, unit: units.find((one) => one === unit) ?? 'seconds' })
        }
      />
    </>
  )
}
