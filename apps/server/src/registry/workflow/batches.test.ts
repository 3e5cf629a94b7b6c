import { expect, test } from 'vitest'
import { applyOnce, assertBatch, done, type LastAnswers } from './batches.ts'

const batchOf = (writer: string, batch: string, ops: number[] = [1]) => ({ writer, batch, ops })

/** Adds up the ops it is given, and says how often it was called. */
function adder() {
  let sum = 0
  let calls = 0
  return {
    apply: (op: number) => {
      calls++
      return done((sum += op))
    },
    revision: () => sum,
    calls: () => calls,
  }
}

test('a batch sent again gets the same answer and is applied once', () => {
  const answers: LastAnswers = {}
  const { apply, revision, calls } = adder()

  const first = applyOnce(answers, batchOf('w', 'b1', [1, 2]), apply, revision)
  const again = applyOnce(answers, batchOf('w', 'b1', [1, 2]), apply, revision)

  expect(again).toEqual(first)
  expect(first).toEqual({ revision: 3, outcomes: [{ value: 1 }, { value: 3 }] })
  expect(calls()).toBe(2)
})

test('an answer is remembered when the run has continued as new', () => {
  const answers: LastAnswers = {}
  const { apply, revision, calls } = adder()
  const first = applyOnce(answers, batchOf('w', 'b1'), apply, revision)

  const carried = JSON.parse(JSON.stringify(answers)) as LastAnswers
  const again = applyOnce(carried, batchOf('w', 'b1'), apply, revision)

  expect(again).toEqual(first)
  expect(calls()).toBe(1)
})

test('writers do not disturb one another, and only the latest ten are remembered', () => {
  const answers: LastAnswers = {}
  const { apply, revision, calls } = adder()

  for (let writer = 0; writer < 12; writer++) {
    applyOnce(answers, batchOf(`w${writer}`, 'b1'), apply, revision)
  }
  applyOnce(answers, batchOf('w11', 'b1'), apply, revision)
  applyOnce(answers, batchOf('w2', 'b1'), apply, revision)

  expect(Object.keys(answers)).toHaveLength(10)
  expect(calls()).toBe(12)
})

test('a writer that writes on is never the one that is forgotten', () => {
  const answers: LastAnswers = {}
  const { apply, revision } = adder()

  for (let batch = 0; batch < 50; batch++) {
    applyOnce(answers, batchOf('busy', `b${batch}`), apply, revision)
    applyOnce(answers, batchOf(`passing-${batch}`, 'b'), apply, revision)
  }

  expect(answers['busy']?.batch).toBe('b49')
})

test('an answer too long to carry along is not remembered', () => {
  const answers: LastAnswers = {}
  const long = { value: 'x'.repeat(70_000) }

  applyOnce(
    answers,
    batchOf('w', 'b1'),
    () => long,
    () => 1,
  )

  expect(answers).toEqual({})
})

test('one op that cannot be applied spoils neither its batch nor the workflow', () => {
  const apply = (op: number) => {
    if (op === 2) throw new TypeError('cannot read it')
    return done(op)
  }

  const { outcomes } = applyOnce({}, batchOf('w', 'b1', [1, 2, 3]), apply, () => 1)

  expect(outcomes).toMatchObject([{ value: 1 }, { refusal: { code: 'internal' } }, { value: 3 }])
})

test('what is no batch is refused before it can reach the history', () => {
  const deep = JSON.parse(`${'['.repeat(9_000)}${']'.repeat(9_000)}`) as unknown
  const malformed = [
    undefined,
    null,
    7,
    'batch',
    [],
    {},
    { writer: 'w', batch: 'b' },
    { writer: 1, batch: 'b', ops: [] },
    { writer: 'w', batch: 'b', ops: [null] },
    { writer: 'w', batch: 'b', ops: [{ op: 'put_workflow', spec: deep }] },
    { undecodable: true },
  ]

  for (const value of malformed) expect(() => assertBatch(value)).toThrow('not a batch')
  expect(() => assertBatch({ writer: 'w', batch: 'b', ops: [{ op: 'claim' }] })).not.toThrow()
})
