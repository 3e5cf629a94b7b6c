import type { MaintenanceWindow } from '@temporal-registry/contract/monitor'
import { expect, test } from 'vitest'
import { isInMaintenance } from './maintenance.ts'

const night: MaintenanceWindow = { from: '22:00', to: '06:00', time_zone: 'Europe/Berlin' }
const saturdayNight: MaintenanceWindow = { days: ['sat'], from: '22:00', to: '06:00' }

test.each<[what: string, window: MaintenanceWindow, at: string, isIn: boolean]>([
  [
    'a span',
    { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
    '2026-03-01T12:00:00Z',
    true,
  ],
  [
    'its end',
    { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
    '2026-03-02T00:00:00Z',
    false,
  ],
  ['hours of a day', { from: '09:00', to: '10:00' }, '2026-03-01T09:59:59Z', true],
  ['past them', { from: '09:00', to: '10:00' }, '2026-03-01T10:00:00Z', false],
  ['the clock of a zone', night, '2026-01-10T21:00:00Z', true],
  ['in summer an hour earlier', night, '2026-07-10T20:00:00Z', true],
  ['not yet', night, '2026-01-10T20:59:00Z', false],
  ['over midnight', night, '2026-01-11T04:59:00Z', true],
  ['a day of the week', saturdayNight, '2026-03-07T23:00:00Z', true],
  ['the morning after it', saturdayNight, '2026-03-08T05:00:00Z', true],
  ['the night after that', saturdayNight, '2026-03-08T23:00:00Z', false],
  ['the morning before it', saturdayNight, '2026-03-07T05:00:00Z', false],
])('%s: %o at %s: %s', (_what, window, at, isIn) => {
  expect(isInMaintenance([window], new Date(at))).toBe(isIn)
})

test('without windows it never is', () => {
  expect(isInMaintenance(undefined, new Date())).toBe(false)
})
