import { registrySignals } from '@temporal-registry/contract/registry-signals'
import * as fc from 'fast-check'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { shapeFault } from './shape-fault.ts'
import { signalShapes } from './signal-shapes.ts'

test.each<[payload: unknown, fault: string | undefined]>([
  [{ worker_id: 'w', task_queue: 'q', labels: { a: 'b' } }, undefined],
  [undefined, ' must be object'],
  [[], ' must be object'],
  [{ worker_id: 'w' }, '/task_queue is missing'],
  [{ worker_id: '..', task_queue: 'q' }, '/worker_id must be something else'],
  [{ worker_id: 'w', task_queue: 'q', ttl_seconds: 4 }, '/ttl_seconds must be from 5 to 3600'],
  [{ worker_id: 'w', task_queue: 'q', ttl_seconds: 5.5 }, '/ttl_seconds must be integer'],
  [{ worker_id: 'w', task_queue: 'q', 'a/b~': 1 }, '/a~1b~0 is no member of this signal'],
  [{ worker_id: 'w', task_queue: 'q', labels: { a: 1 } }, '/labels/a must be string'],
  [
    { worker_id: 'w', task_queue: 'q', labels: { '': 'x' } },
    '/labels/ has a name that must have at least 1 characters',
  ],
  [{ worker_id: 'w', task_queue: 'q', workflows: [{}] }, '/workflows/0/workflow_type is missing'],
])('%j: %s', (payload, expected) => {
  const fault = shapeFault(signalShapes['register_worker'] ?? {}, payload)

  expect(fault && `${fault.pointer} ${fault.detail}`).toBe(expected)
})

test('what is taken and what is not is as the contract says', () => {
  const text = fc.oneof(
    fc.constantFrom('', ' ', '.', 'Keyword', 'a', 'é\u0301', '😀', '\u0007'),
    fc.string(),
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer({ min: 0, max: 4_000 }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.record(
        Object.fromEntries(
          [
            'worker_id',
            'task_queue',
            'workflow_type',
            'workflow',
            'workflows',
            'labels',
            'name',
            'type',
            'ttl_seconds',
            'x',
          ].map((name) => [name, tie('any')]),
        ),
        { requiredKeys: [] },
      ),
    ),
  })).any

  fc.assert(
    fc.property(
      fc.constantFrom(...Object.entries(registrySignals)),
      value,
      ([signal, shape], payload) => {
        const isTaken = shapeFault(signalShapes[signal] ?? {}, payload) === undefined

        expect([signal, isTaken]).toEqual([signal, Value.Check(shape, payload)])
      },
    ),
    { numRuns: 2_000 },
  )
})
