import { createEncryptionCodec, createKeyRing, generateKey } from '@temporal-registry/sdk/codec'
import { expect, test } from 'vitest'
import { changePayloads } from './encrypted-connection.ts'
import { messagesOfCall } from './payload-fields.ts'
import { toPayload, toPayloads } from './payloads.ts'
import { api } from './proto.ts'

const secret = 'hunter2-hunter2'
const codec = createEncryptionCodec(createKeyRing([generateKey('k-1')]))
const typeOf = (call: string, side: 'request' | 'response') => {
  const messages = messagesOfCall(call)
  if (!messages) throw new Error(`there is no call ${call}`)
  return messages[side]
}
const fields = { note: toPayload(secret) }

test('payloads are found at any depth: in lists, maps, schedules, and causes of causes', () => {
  const { DescribeScheduleResponse, GetWorkflowExecutionHistoryResponse } = api.workflowservice.v1
  const failure = { cause: { cause: { encodedAttributes: toPayload(secret) } } }
  const history = GetWorkflowExecutionHistoryResponse.fromObject({
    history: {
      events: [
        { workflowExecutionFailedEventAttributes: { failure } },
        { markerRecordedEventAttributes: { details: { data: toPayloads([secret, secret]) } } },
        { activityTaskCompletedEventAttributes: { result: toPayloads([secret]) } },
        { userMetadata: { summary: toPayload(secret) } },
      ],
    },
  })
  const startWorkflow = { input: toPayloads([secret]), memo: { fields } }
  const schedule = DescribeScheduleResponse.fromObject({
    schedule: { action: { startWorkflow } },
    memo: { fields },
  })
  const call = 'getWorkflowExecutionHistory'
  const sealed = [
    changePayloads(history, typeOf(call, 'response'), codec.encrypt),
    changePayloads(schedule, typeOf('describeSchedule', 'response'), codec.encrypt),
  ] as const
  const opened = [
    changePayloads(sealed[0], typeOf(call, 'response'), codec.decrypt),
    changePayloads(sealed[1], typeOf('describeSchedule', 'response'), codec.decrypt),
  ] as const

  const bytes = [
    GetWorkflowExecutionHistoryResponse.encode(sealed[0]).finish(),
    DescribeScheduleResponse.encode(sealed[1]).finish(),
  ]
  for (const one of bytes) expect(Buffer.from(one).includes(secret)).toBe(false)
  expect(opened[0].toJSON()).toEqual(history.toJSON())
  expect(opened[1].toJSON()).toEqual(schedule.toJSON())
})

test('search attributes and headers stay as they are, and so does the message that was given', () => {
  const request = {
    input: toPayloads([secret]),
    header: { fields },
    searchAttributes: { indexedFields: fields },
    memo: { fields },
  }
  const before = structuredClone(request)

  const sent = changePayloads(request, typeOf('startWorkflowExecution', 'request'), codec.encrypt)

  expect(request).toEqual(before)
  expect(sent.header).toBe(request.header)
  expect(sent.searchAttributes).toBe(request.searchAttributes)
  expect(sent.input).not.toEqual(request.input)
  expect(sent.memo).not.toEqual(request.memo)
})

test('both parts of a call with two operations are changed', () => {
  const request = {
    operations: [
      { startWorkflow: { input: toPayloads([secret]) } },
      { updateWorkflow: { request: { input: { args: toPayloads([secret]) } } } },
    ],
  }
  const type = typeOf('executeMultiOperation', 'request')
  let count = 0
  changePayloads(request, type, (payload) => {
    count++
    return payload
  })

  expect(count).toBe(2)
})

test('a message without payloads is the same object', () => {
  const request = { namespace: 'default', workflowExecution: { workflowId: 'w' } }
  const type = typeOf('terminateWorkflowExecution', 'request')

  expect(changePayloads(request, type, codec.encrypt)).toBe(request)
})
