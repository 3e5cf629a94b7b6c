import { expect, test } from 'vitest'
import { triggerText } from './trigger-text.ts'

test('a trigger says its types, sources and filter, or its times and their zone', () => {
  expect(
    triggerText({
      event: {
        types: ['order.created', 'order.*'],
        sources: ['/shop'],
        filter: 'event.data.a > 1',
      },
    }),
  ).toBe('on order.created or order.* from /shop, if event.data.a > 1')
  expect(triggerText({ schedule: { cron: ['0 8 * * MON-FRI'], time_zone: 'Europe/Berlin' } })).toBe(
    'at 08:00 on Monday to Friday, Europe/Berlin',
  )
  expect(
    triggerText({
      schedule: { intervals: [{ every_seconds: 3600 }], at: ['2027-01-01T00:00:00Z'] },
    }),
  ).toBe('every 1 h; 1 single moment')
  expect(triggerText({ manual: {} })).toBe('when somebody calls it')
})
