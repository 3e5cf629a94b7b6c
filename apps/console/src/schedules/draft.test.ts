import { expect, test } from 'vitest'
import { bodyOf, draftOf, newDraft, newRule, ruleAddress } from './draft.ts'

test('what is read from a schedule and not touched is sent as it was', () => {
  const definition = {
    workflow_type: 'report.build',
    cron: ['0 9 * * MON-FRI', '30 18 1 * *'],
    calendars: [{ hour: 12, day_of_month: '1,15' }],
    intervals: [{ every_seconds: 5_400, offset_seconds: 60 }],
    exclude: [{ month: 'DEC', day_of_month: 25, hour: '*' }],
    time_zone: 'Europe/Berlin',
    jitter_seconds: 5,
    start_at: '2030-01-01T09:30:00.000Z',
    end_at: '2031-01-01T00:00:15.000Z',
    overlap_policy: 'buffer_all' as const,
    memo: { a: 1 },
    retry: { maximum_attempts: 3 },
    input: { kind: 'daily' },
  }

  expect(bodyOf('report.build', draftOf(definition))).toEqual(definition)
})

test('a new schedule has a cron line to be filled, so that it never says no time at all', () => {
  expect(bodyOf('report.build', newDraft('UTC'))).toEqual({
    workflow_type: 'report.build',
    cron: [''],
  })
  expect(draftOf({ workflow_type: 'a', exclude: [{ hour: 1 }] }).rules[0]?.kind).toBe('cron')
})

test('spans are shown in the largest unit they are a whole number of', () => {
  const { rules } = draftOf({ workflow_type: 'a', intervals: [{ every_seconds: 7_200 }] })

  expect(rules).toMatchObject([{ every: { count: 2, unit: 'hours' } }])
})

test('a fault is at the rule it names, counted among those of its kind', () => {
  const rules = [newRule('cron'), newRule('interval'), newRule('cron')]

  expect(rules.map((rule) => ruleAddress(rules, rule))).toEqual([
    '/cron/0',
    '/intervals/0',
    '/cron/1',
  ])
})
