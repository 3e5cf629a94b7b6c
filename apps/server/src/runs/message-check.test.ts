import type { MessageDeclaration } from '@temporal-registry/contract/workflow-spec'
import { expect, test } from 'vitest'
import { createMessageCheck } from './message-check.ts'

type Schema = Record<string, unknown>

/** A check of one signal `go` with a schema that takes what has the schema's own title. */
function checkOf(schema: Schema | undefined) {
  const declaration = { name: 'go', ...(schema ? { schema } : {}) } as MessageDeclaration
  const checked: unknown[] = []
  let described = 0
  const check = createMessageCheck(
    {
      hasSchema: (_kind, name) => name === 'go' && schema !== undefined,
      find: (type) => (type === 'known' ? declaration : undefined),
      faults: (_schema, value) => {
        checked.push(value)
        return value === 'bad' ? [{ pointer: '/x', detail: 'is bad' }] : []
      },
    },
    {
      describe: async ({ workflowId }) => {
        described++
        return { workflow_type: workflowId } as never
      },
    },
  )
  const send = (body: Parameters<typeof check.argumentsFor>[3], name = 'go', type = 'known') =>
    check.argumentsFor('signals', { workflowId: type, runId: '' }, name, body)
  return { send, checked, describedCount: () => described }
}

test('input is the only argument, args are all of them, and nothing is none', async () => {
  const { send } = checkOf(undefined)

  expect(await send({ input: 1 })).toEqual([1])
  expect(await send({ input: null })).toEqual([null])
  expect(await send({ args: [1, 2] })).toEqual([1, 2])
  expect(await send({ args: [] })).toEqual([])
  expect(await send({})).toEqual([])
  expect(await send(null)).toEqual([])
})

test('input and args together are refused', async () => {
  await expect(checkOf(undefined).send({ input: 1, args: [] })).rejects.toMatchObject({
    code: 'validation-failed',
    extras: { errors: [{ pointer: '/args' }] },
  })
})

test('the run is asked for its type only where some type declares a schema for the message', async () => {
  const { send, describedCount, checked } = checkOf({ type: 'string' })
  await send({ input: 'bad' }, 'other')
  expect(describedCount()).toBe(0)

  await send({ input: 'bad' }, 'go', 'unknown')
  expect(describedCount()).toBe(1)
  expect(checked).toEqual([])
})

test('a fault is pointed at where the argument stands', async () => {
  const { send } = checkOf({ type: 'string' })

  await expect(send({ input: 'bad' })).rejects.toMatchObject({
    code: 'input-invalid',
    message: '/input/x is bad',
    extras: { workflow_type: 'known', errors: [{ pointer: '/input/x', detail: 'is bad' }] },
  })
  await expect(send({ args: ['bad'] })).rejects.toMatchObject({
    extras: { errors: [{ pointer: '/args/0/x' }] },
  })
})

test('a schema that is no array’s takes exactly one argument', async () => {
  const { send, checked } = checkOf({ type: 'string' })

  for (const args of [[], ['a', 'b']]) {
    await expect(send({ args })).rejects.toMatchObject({
      code: 'input-invalid',
      extras: { errors: [{ pointer: '/args' }] },
    })
  }
  expect(checked).toEqual([])
})

test('an array’s schema is for the whole list of args', async () => {
  const { send, checked } = checkOf({ type: 'array' })

  expect(await send({ args: ['a', 'b'] })).toEqual(['a', 'b'])
  expect(await send({ input: ['a', 'b'] })).toEqual([['a', 'b']])
  expect(checked).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
})

test('where a schema stands, no input is an empty one, and that is what is sent', async () => {
  const { send, checked } = checkOf({ type: 'object' })

  expect(await send(null)).toEqual([{}])
  expect(checked).toEqual([{}])
})

test('an empty schema takes anything, nothing too', async () => {
  const { send, checked } = checkOf({})

  expect(await send(null)).toEqual([])
  expect(await send({ args: [1, 2] })).toEqual([1, 2])
  expect(checked).toEqual([])
})
