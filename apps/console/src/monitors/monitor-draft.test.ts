import { expect, test } from 'vitest'
import {
  blankDraft,
  cadenceOf,
  fieldOf,
  probeSchema,
  restSchema,
  withAlert,
  withCadence,
  withMembers,
} from './monitor-draft.ts'

test('what is emptied in a draft is absent', () => {
  const draft = withAlert(withMembers(blankDraft, { condition: 'changed' }), { channels: ['ops'] })

  const emptied = withAlert(withMembers(draft, { condition: '' }), { channels: [] })

  expect(draft).toMatchObject({ condition: 'changed', alert: { channels: ['ops'] } })
  expect(emptied).toEqual(blankDraft)
})

test('how often it looks is read and written, and what else its schedule says stays', () => {
  const draft = { ...blankDraft, schedule: { cron: ['@daily'], jitter_seconds: 5 } }

  const often = withCadence(draft, { way: 'interval', everySeconds: 60 })

  expect(cadenceOf(draft)).toEqual({ way: 'cron', lines: ['@daily'], zone: '' })
  expect(often.schedule).toEqual({ intervals: [{ every_seconds: 60 }], jitter_seconds: 5 })
  expect(cadenceOf({ ...draft, schedule: { at: ['2026-01-01T00:00:00Z'] } })).toEqual({
    way: 'other',
  })
})

test('a fault belongs to the field that its pointer begins with', () => {
  expect(fieldOf('/schedule/cron/0')).toBe('/schedule')
  expect(fieldOf('/alert/channels/1')).toBe('/alert/channels')
  expect(fieldOf('/names')).toBeUndefined()
})

test('every kind of probe, and the rest of a monitor, can be drawn as a form', () => {
  expect(Object.keys(probeSchema('http_json')['properties'] ?? {})).toContain('body')
  expect(Object.keys(restSchema['properties'] ?? {})).toContain('compare')
})
