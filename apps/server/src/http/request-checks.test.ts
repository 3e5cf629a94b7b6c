import { startWorkflow } from '@temporal-registry/contract/dispatch'
import type { Endpoint } from '@temporal-registry/contract/endpoint'
import { endpoints } from '@temporal-registry/contract/endpoints'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { listWorkflows } from '@temporal-registry/contract/registry'
import { cancelRun, getRun, listRuns, signalRun } from '@temporal-registry/contract/runs'
import { expect, test } from 'vitest'
import { createRequestChecks } from './request-checks.ts'

interface Parts {
  readonly params?: unknown
  readonly query?: unknown
  readonly headers?: unknown
  readonly body?: unknown
}

function faultsOf(endpoint: Endpoint, parts: Parts): readonly ProblemError[] {
  try {
    createRequestChecks(endpoint).assertValid({
      params: {},
      query: {},
      headers: {},
      body: undefined,
      ...parts,
    })
    return []
  } catch (error) {
    if (error instanceof Problem && error.code === 'validation-failed') {
      return error.extras.errors ?? []
    }
    throw error
  }
}

const run = { workflow_id: 'a' }
const type = { workflow_type: 'a' }

test('every endpoint can be checked', () => {
  for (const endpoint of Object.values(endpoints)) createRequestChecks(endpoint)
})

test('a fault in the body is pointed at from its root', () => {
  const body = { input: {}, timeouts: { run_seconds: 'long' }, retry: { maximum_attempts: 1.5 } }

  expect(faultsOf(startWorkflow, { params: type, body })).toEqual([
    { pointer: '/timeouts/run_seconds', detail: 'must be a number' },
    { pointer: '/retry/maximum_attempts', detail: 'must be an integer' },
  ])
})

test('members that are missing or unknown are pointed at themselves, escaped as pointers are', () => {
  const body = { workflow_type: 'a', 'a/b~c': 1 }

  expect(faultsOf(endpoints.createWorkflow, { body })).toEqual([
    { pointer: '/task_queue', detail: 'is missing' },
    { pointer: '/a~1b~0c', detail: 'is not a member this operation knows' },
  ])
})

test('parameters are pointed at by ?name, :name and header name', () => {
  const query = { limit: 'many', unheard_of: '1', status: 'asleep' }

  expect(faultsOf(listRuns, { query }).map(({ pointer }) => pointer)).toEqual([
    '?unheard_of',
    '?status',
    '?limit',
  ])
  expect(faultsOf(getRun, { params: { workflow_id: '' } })[0]?.pointer).toBe(':workflow_id')
  expect(
    faultsOf(startWorkflow, { params: type, headers: { 'idempotency-key': 'ä' }, body: {} }),
  ).toEqual([{ pointer: 'header idempotency-key', detail: 'must match ^[\\x21-\\x7e]+$' }])
})

test('text in a query is read as what the shape asks for', () => {
  const query = { limit: '20', count: 'true' }
  createRequestChecks(listRuns).assertValid({ params: {}, query, headers: {}, body: undefined })

  expect(query).toEqual({ limit: 20, count: true })
})

test('a list parameter may be given once, another only once', () => {
  expect(faultsOf(listWorkflows, { query: { label: 'a=b' } })).toEqual([])
  expect(faultsOf(listWorkflows, { query: { label: ['a=b', 'c'] } })).toEqual([])
  expect(faultsOf(listWorkflows, { query: { label: ['a', '=b'] } })).toMatchObject([
    { pointer: '?label' },
  ])
  expect(faultsOf(listWorkflows, { query: { owner: ['a', 'b'] } })).toEqual([
    { pointer: '?owner', detail: 'must be text' },
  ])
})

test('a body that may be absent gives the faults of the one that was sent', () => {
  expect(faultsOf(cancelRun, { params: run, body: null })).toEqual([])
  expect(faultsOf(cancelRun, { params: run, body: { reason: 5 } })).toEqual([
    { pointer: '/reason', detail: 'must be text' },
  ])
  expect(faultsOf(cancelRun, { params: run, body: { because: 'x' } })).toEqual([
    { pointer: '/because', detail: 'is not a member this operation knows' },
  ])
  expect(faultsOf(cancelRun, { params: run, body: [] })).toEqual([
    { pointer: '', detail: 'must be an object or null' },
  ])
})

test('a union says what its branches want, and one fault where only one branch was meant', () => {
  const search_attributes = { a: {}, b: ['x', 1], c: 'fine' }
  const body = { workflow_id: '\t', search_attributes }

  expect(faultsOf(startWorkflow, { params: type, body })).toEqual([
    {
      pointer: '/workflow_id',
      detail: 'must not be blank, and holds no control characters',
    },
    {
      pointer: '/search_attributes/a',
      detail: 'must be text or a number or true or false or a list',
    },
    { pointer: '/search_attributes/b/1', detail: 'must be text' },
  ])
  expect(faultsOf(startWorkflow, { params: type, body: { workflow_id: 5 } })).toEqual([
    { pointer: '/workflow_id', detail: 'must be text or ""' },
  ])
})

test('names may hold any character that prints, also beyond the basic plane', () => {
  for (const name of ['a', 'заказ 7', '注文', '😀', '👩‍👩‍👧', 'a b', "o'brien\\"]) {
    expect(faultsOf(getRun, { params: { workflow_id: name } })).toEqual([])
  }
  for (const name of ['', ' ', '\u00a0', 'a\u0000', 'a\nb', '\u007f']) {
    expect(faultsOf(getRun, { params: { workflow_id: name } })[0]?.pointer).toBe(':workflow_id')
  }
})

test('an id in a path is measured in bytes, as Temporal measures it', () => {
  expect(faultsOf(getRun, { params: { workflow_id: '😀'.repeat(250) } })).toEqual([])
  expect(faultsOf(getRun, { params: { workflow_id: 'é'.repeat(501) } })).toEqual([
    { pointer: ':workflow_id', detail: 'is 1002 bytes of UTF-8; Temporal takes 1000' },
  ])
  expect(faultsOf(signalRun, { params: { ...run, name: 'é'.repeat(501) }, body: null })).toEqual([
    { pointer: ':name', detail: 'is 1002 bytes of UTF-8; Temporal takes 1000' },
  ])
})

test('what changes something takes no parameter that it does not know', () => {
  const params = { definition: 'a' }

  expect(faultsOf(endpoints.enableActivityDefinition, { params, query: { dry_run: '1' } })).toEqual(
    [{ pointer: '?dry_run', detail: 'is not a member this operation knows' }],
  )
  expect(faultsOf(endpoints.getActivityDefinition, { params, query: { from: 'mail' } })).toEqual([])
})

test('NUL in a query is refused as it is in a body', () => {
  expect(faultsOf(listRuns, { query: { workflow_type: 'a\u0000' } })).toMatchObject([
    { pointer: '?workflow_type' },
  ])
})

test('a start in a leap second is refused, rather than made at once', () => {
  const body = { start_at: '2026-12-31T23:59:60Z' }

  expect(faultsOf(startWorkflow, { params: type, body })).toEqual([
    { pointer: '/start_at', detail: 'must be an RFC 3339 time with a zone' },
  ])
})

test('the detail names the first fault and counts the rest; at most 20 are sent', () => {
  const body = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`m${at}`, 1]))
  const attempt = () =>
    createRequestChecks(startWorkflow).assertValid({ params: type, query: {}, headers: {}, body })

  expect(attempt).toThrow('/m0 is not a member this operation knows (and 49 more)')
  expect(faultsOf(startWorkflow, { params: type, body })).toHaveLength(20)
})

test('a hundred thousand faults are told in time that grows with them, not with their square', () => {
  const search_attributes = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, at) => [`a${at}`, {}]),
  )
  const beganAtMs = performance.now()
  const faults = faultsOf(startWorkflow, { params: type, body: { search_attributes } })

  expect(faults).toHaveLength(20)
  expect(performance.now() - beganAtMs).toBeLessThan(10_000)
})
