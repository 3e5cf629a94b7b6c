import type { QueryOf } from '@temporal-registry/contract/endpoint'
import type { listWorkflows } from '@temporal-registry/contract/registry'
import { Problem } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { fullSpec, putting, registering } from '../../test/specs.ts'
import { viewedCatalogue } from '../../test/viewed.ts'
import { createListing, hasLabel } from './listing.ts'
import { createView } from './view.ts'
import { changesSince } from './workflow/changes.ts'

type Query = QueryOf<typeof listWorkflows>

interface Listed {
  readonly workflows: readonly { workflow_type: string; workers: unknown[] }[]
  readonly next_cursor?: string
}

function listed() {
  const viewed = viewedCatalogue()
  const listing = createListing(viewed.view)
  const list = (query: Query = {}) => JSON.parse(listing.list(query).bytes.toString()) as Listed
  return {
    ...viewed,
    list,
    names: (query: Query = {}) => list(query).workflows.map((type) => type.workflow_type),
    etag: (query: Query = {}) => listing.list(query).etag,
  }
}

const types = (...names: string[]) => names.map((name) => putting(fullSpec(name)))

test('types are listed by name, whole when no limit is asked for', () => {
  const { write, names } = listed()

  write(...types('b', 'a', 'C'))

  expect(names()).toEqual(['C', 'a', 'b'])
})

test('each filter narrows the list', () => {
  const { write, names, sawPoll } = listed()
  write(
    putting(fullSpec('invoice.send', { owner: 'billing', labels: { tier: '1', eu: '' } })),
    putting(fullSpec('invoice.void', { owner: 'billing', labels: { tier: '2' } })),
    putting(fullSpec('order.ship', { description: 'Sends an INVOICE along' })),
    registering('w', { workflows: [fullSpec('order.ship', { version: '1' })] }),
  )
  sawPoll('w-queue')

  expect(names({ owner: 'billing' })).toEqual(['invoice.send', 'invoice.void'])
  expect(names({ label: ['tier=2'] })).toEqual(['invoice.void'])
  expect(names({ label: ['tier', 'eu'] })).toEqual(['invoice.send'])
  expect(names({ label: ['eu='] })).toEqual(['invoice.send'])
  expect(names({ task_queue: 'w-queue' })).toEqual(['order.ship'])
  expect(names({ status: 'ready' })).toEqual(['order.ship'])
  expect(names({ status: 'gone', q: 'VOID' })).toEqual(['invoice.void'])
  expect(names({ q: 'invoice', owner: 'nobody' })).toEqual([])
})

test('a label is asked for by name, or by name and value', () => {
  expect(hasLabel({ a: 'x=y' }, 'a=x=y')).toBe(true)
  expect(hasLabel({ a: '1' }, 'a')).toBe(true)
  expect(hasLabel({ a: '1' }, 'a=2')).toBe(false)
  expect(hasLabel({}, 'constructor')).toBe(false)
})

test('pages go through the whole list, and say when it ends', () => {
  const { write, list, names } = listed()
  write(...types('a', 'b', 'c', 'd', 'e'))

  const first = list({ limit: 2 })
  const second = list({ limit: 2, cursor: first.next_cursor ?? '' })
  const third = list({ limit: 2, cursor: second.next_cursor ?? '' })

  const pages = [first, second, third].map((page) => page.workflows.map((t) => t.workflow_type))
  expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  expect(third.next_cursor).toBeUndefined()
  expect(names({ limit: 5 })).toHaveLength(5)
})

test('a cursor keeps its place when types come and go', () => {
  const { write, list, names } = listed()
  write(...types('a', 'b', 'c', 'd'))
  const { next_cursor: cursor = '' } = list({ limit: 2 })

  write(
    { op: 'remove_workflow', workflow_type: 'b' },
    { op: 'remove_workflow', workflow_type: 'c' },
    ...types('aa', 'cc'),
  )

  expect(names({ limit: 2, cursor })).toEqual(['cc', 'd'])
})

test('a cursor that no list gave out is refused', () => {
  const { list } = listed()

  expect(() => list({ limit: 2, cursor: 'not a cursor' })).toThrow(Problem)
})

test('workers can be left out', () => {
  const { write, list } = listed()
  write(registering('w', { workflows: [fullSpec('a')] }))

  expect(list().workflows[0]?.workers).toHaveLength(1)
  expect(list({ workers: 'none' }).workflows[0]?.workers).toEqual([])
})

test('the ETag changes with what is answered, and not with the time of a heartbeat', () => {
  const { write, etag, sawPoll, pass, view, now } = listed()
  write(registering('w', { workflows: [fullSpec('a')], ttl_seconds: 10 }))
  const tags = [etag()]
  const next = () => tags.push(etag())

  sawPoll('w-queue')
  next()
  write({ op: 'set_enabled', workflow_type: 'a', enabled: false })
  next()
  write({ op: 'set_enabled', workflow_type: 'a', enabled: true })
  next()
  write({ op: 'drain_worker', worker_id: 'w' })
  next()
  const before = etag()
  pass(1_000)
  view.beat('w')
  write({ op: 'renew_leases', last_seen_ms: { w: now() } })
  const afterBeat = etag()
  pass(10_001)
  next()

  expect(new Set(tags).size).toBe(tags.length)
  expect(afterBeat).toBe(before)
})

test('a page has its own ETag, which changes when another page follows it', () => {
  const { write, etag } = listed()
  write(...types('a', 'b'))
  const [page, whole] = [etag({ limit: 2 }), etag()]

  write(...types('c'))

  expect(page).not.toBe(whole)
  expect(etag({ limit: 2 })).not.toBe(page)
})

test('two replicas give equal answers the same ETag, and others another', () => {
  const one = listed()
  one.write(registering('w', { workflows: [fullSpec('a')] }))
  const other = createView(one.now, { schemaFault: () => undefined })
  other.apply(changesSince(one.catalogue, 0))
  const listing = createListing(other)

  const whileEqual = [listing.list({}).etag, one.etag()]
  one.sawPoll('w-queue')
  other.setEvidence('w-queue', { kind: 'unknown', detail: 'shed', checkedAtMs: 0 })

  expect(whileEqual[0]).toBe(whileEqual[1])
  expect(listing.list({}).etag).not.toBe(one.etag())
})
