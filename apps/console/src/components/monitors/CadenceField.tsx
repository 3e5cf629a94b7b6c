import { NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { cadenceOf, withCadence, type Draft } from '../../monitors/monitor-draft.ts'

const units = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const
type Unit = keyof typeof units

interface CadenceFieldProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly fault: ReactNode
}

/** When a monitor looks: an interval or cron lines. Other schedules can be written as JSON only; they are kept, with a note. */
export function CadenceField({ draft, onChange, fault }: CadenceFieldProps) {
  const cadence = cadenceOf(draft)
  if (cadence.way === 'other') {
    return (
      <TextInput
        label="When it looks"
        readOnly
        value="at times that this form does not show: edit them as JSON"
        error={fault}
      />
    )
  }
  return (
    <div className="stack" style={{ gap: 8 }}>
      <SegmentedControl
        aria-label="How its times are said"
        w="fit-content"
        value={cadence.way}
        data={[
          { value: 'interval', label: 'Every so often' },
          { value: 'cron', label: 'By cron' },
        ]}
        onChange={(way) =>
          onChange(
            withCadence(
              draft,
              way === 'interval'
                ? { way, everySeconds: 300 }
                : { way: 'cron', lines: ['0 * * * *'], zone: '' },
            ),
          )
        }
      />
      {cadence.way === 'interval' ? (
        <Interval
          seconds={cadence.everySeconds}
          fault={fault}
          onChange={(everySeconds) =>
            onChange(withCadence(draft, { way: 'interval', everySeconds }))
          }
        />
      ) : (
        <div className="row" style={{ alignItems: 'flex-start' }}>
          <Textarea
            label="Cron, a line each"
            description="5 fields, or @daily and its like"
            autosize
            minRows={1}
            style={{ flex: '1 1 220px' }}
            value={cadence.lines.join('\n')}
            error={fault}
            onChange={(event) =>
              onChange(
                withCadence(draft, { ...cadence, lines: event.currentTarget.value.split('\n') }),
              )
            }
          />
          <TextInput
            label="Time zone"
            description="An IANA zone; UTC without one"
            placeholder="Europe/Berlin"
            style={{ flex: '1 1 160px' }}
            value={cadence.zone}
            onChange={(event) =>
              onChange(withCadence(draft, { ...cadence, zone: event.currentTarget.value }))
            }
          />
        </div>
      )}
    </div>
  )
}

interface IntervalProps {
  readonly seconds: number
  readonly fault: ReactNode
  readonly onChange: (seconds: number) => void
}

function Interval({ seconds, fault, onChange }: IntervalProps) {
  const unit = unitOf(seconds)
  return (
    <div className="row" style={{ alignItems: 'flex-end' }}>
      <NumberInput
        label="Looks every"
        w={120}
        min={1}
        allowDecimal={false}
        value={seconds / units[unit]}
        error={fault}
        onChange={(count) => onChange(Number(count) * units[unit])}
      />
      <Select
        aria-label="Unit"
        w={120}
        allowDeselect={false}
        data={Object.keys(units)}
        value={unit}
        onChange={(next) =>
          // Of the names above.
          onChange((seconds / units[unit]) * units[(next ?? unit) as Unit])
        }
      />
    </div>
  )
}

/** The largest unit of which it is a whole number. */
function unitOf(seconds: number): Unit {
  const fitting = (Object.keys(units) as Unit[]).filter((unit) => seconds % units[unit] === 0)
  return seconds > 0 ? (fitting.at(-1) ?? 'seconds') : 'seconds'
}
