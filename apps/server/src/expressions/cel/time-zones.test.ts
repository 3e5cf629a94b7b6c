import { afterAll, beforeAll, expect, test } from 'vitest'

import { createEvaluatingEnvironment } from './environment.ts'
import { compileProgram } from './program.ts'

const environment = createEvaluatingEnvironment({ variables: { t: 'dyn' } })
const valueOf = (cel: string, t: string) => compileProgram(environment, cel).run({ t: new Date(t) })

const serverZone = process.env['TZ']
beforeAll(() => {
  process.env['TZ'] = 'Europe/Berlin'
})
afterAll(() => {
  if (serverZone === undefined) delete process.env['TZ']
  else process.env['TZ'] = serverZone
})

test("the fields of a time do not hang on the server's zone, nor on its summer time", () => {
  expect(valueOf('t.getDayOfYear()', '2026-07-01T00:30:00Z')).toBe(181n)
  expect(valueOf('t.getDayOfYear("Asia/Tokyo")', '2026-06-30T16:00:00Z')).toBe(181n)
  expect(valueOf('t.getHours("Asia/Tokyo")', '2026-03-28T17:30:00Z')).toBe(2n)
  expect(valueOf('t.getHours()', '2026-03-28T17:30:00Z')).toBe(17n)
  expect(valueOf('t.getHours("+05:30")', '2026-01-01T00:00:00Z')).toBe(5n)
  expect(valueOf('t.getDayOfWeek("America/New_York")', '2026-03-01T02:00:00Z')).toBe(6n)
  expect(valueOf('[t].map(x, x.getDate("Asia/Tokyo"))[0]', '2026-02-28T16:00:00Z')).toBe(1n)
})

test('a zone that does not exist fails by its name', () => {
  expect(() => valueOf('t.getHours("Mars/Base")', '2026-01-01T00:00:00Z')).toThrow(/Mars\/Base/)
})
