import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { fullSpec, putting } from '../../../test/specs.ts'
import { createTestLink } from '../../../test/temporal-link.ts'
import { viewedCatalogue } from '../../../test/viewed.ts'
import { eventually } from '../../../test/wait.ts'
import { createLog } from '../../platform/log.ts'
import { createTemporalAttributes } from '../../search-attributes/temporal-attributes.ts'
import { createAttributeChecks } from './attribute-checks.ts'

type Link = ReturnType<typeof createTestLink>

const log = createLog('fatal')
let link: Link

beforeAll(async () => {
  link = createTestLink(inject('temporalAddress'), `checks-${randomUUID()}`)
  link.temporal.start(() => undefined)
  await eventually(() => link.temporal.fault() === undefined)
})
afterAll(() => link.close())

const declaring = (type: string, ...attributes: SearchAttributeDeclaration[]) =>
  putting(fullSpec(type, { search_attributes: attributes }))

/** A replica's checks of a view, and the calls they make. */
function watch({ temporal }: Link = link) {
  const viewed = viewedCatalogue()
  const calls = createTemporalAttributes(temporal)
  const asked = {
    list: vi.spyOn(calls, 'list'),
    add: vi.spyOn(calls, 'add'),
    whyUnusable: vi.spyOn(calls, 'whyUnusable'),
  }
  const checks = createAttributeChecks(temporal, calls, viewed.view, { now: viewed.now, log })
  const counts = () => Object.values(asked).map(({ mock }) => mock.calls.length)
  return { ...viewed, checks, counts, remove: calls.remove }
}

const faultOf = ({ view }: ReturnType<typeof watch>, type: string) => view.findType(type)?.fault

test('what exists is looked up with two calls, and then once in a quarter of a minute', async () => {
  const first = watch()
  first.write(
    declaring('t', { name: 'one', type: 'Keyword' }, { name: 'two', type: 'Bool' }),
    declaring('u', { name: 'two', type: 'Bool' }),
  )
  await first.checks.checkNow()
  expect(faultOf(first, 't')).toBeUndefined()

  const replica = watch()
  replica.write(declaring('t', { name: 'one', type: 'Keyword' }, { name: 'two', type: 'Bool' }))
  expect(faultOf(replica, 't')?.code).toBe('search-attribute-not-ready')
  replica.checks.start()
  await eventually(() => faultOf(replica, 't') === undefined)
  await sleep(500)
  expect(replica.counts()).toEqual([1, 0, 1])

  replica.pass(15_000)
  await eventually(() => replica.counts()[0] === 2)
  await sleep(300)
  replica.checks.close()
  expect(replica.counts()).toEqual([2, 0, 1])
})

test('nothing declared costs no call', async () => {
  const replica = watch()
  replica.write(declaring('plain'))
  replica.checks.start()
  await sleep(300)
  replica.pass(60_000)
  await sleep(300)
  replica.checks.close()

  expect(replica.counts()).toEqual([0, 0, 0])
})

test('a type that registers again as before is not looked up again', async () => {
  const replica = watch()
  replica.write(declaring('t', { name: 'one', type: 'Keyword' }))
  await replica.checks.checkNow()
  const before = replica.counts()
  replica.checks.start()
  replica.write(declaring('t', { name: 'one', type: 'Keyword' }), declaring('other'))
  await sleep(300)
  replica.checks.close()

  expect(replica.counts()).toEqual(before)
})

test('what somebody removed is made again, and proved again', async () => {
  const replica = watch()
  replica.write(declaring('t', { name: 'comes_and_goes', type: 'Text' }))
  await replica.checks.checkNow()
  await replica.remove(['comes_and_goes'])
  await replica.checks.checkNow()

  expect(faultOf(replica, 't')).toBeUndefined()
  expect(replica.counts().slice(1)).toEqual([2, 2])
})

test('one that Temporal refuses does not keep others from being made, and is not asked for all the time', async () => {
  const replica = watch()
  replica.write(
    declaring('refused', { name: 'TemporalOwn', type: 'Keyword' }),
    declaring('made', { name: 'made', type: 'Keyword' }),
  )
  await replica.checks.checkNow()
  await replica.checks.checkNow()

  expect(faultOf(replica, 'made')).toBeUndefined()
  expect(faultOf(replica, 'refused')?.detail).toMatch('TemporalOwn is reserved by system')
  expect(replica.counts()[1]).toBe(3)
  replica.pass(30_000)
  await replica.checks.checkNow()
  expect(replica.counts()[1]).toBe(4)
})

test('looks asked for at once are two: the one under way, and one for all who came during it', async () => {
  const replica = watch()
  replica.write(declaring('t', { name: 'one', type: 'Keyword' }))
  await Promise.all(Array.from({ length: 50 }, () => replica.checks.checkNow()))

  expect(replica.counts()[0]).toBe(2)
})

test('with Temporal away what was known stands, and nothing is declared ready unseen', async () => {
  const away = createTestLink('127.0.0.1:1')
  const replica = watch(away)
  replica.write(declaring('t', { name: 'one', type: 'Keyword' }))
  await replica.checks.checkNow()

  expect(faultOf(replica, 't')?.detail).toMatch('were not looked up in Temporal yet')
  await away.close()
})
