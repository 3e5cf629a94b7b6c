import { randomUUID } from 'node:crypto'
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { compressionCodec } from '../../platform/compression-codec.ts'
import { createBatchWriter, type BatchWriter } from './batch-writer.ts'
import type { CounterOp } from '../workflow/messages.ts'

let gateway: TestGateway
let connection: Connection
let batches: number[] = []

beforeAll(async () => {
  gateway = await startTestGateway()
  connection = await Connection.connect({ address: inject('temporalAddress') })
})
afterAll(async () => {
  await connection.close()
  await gateway.close()
})

/** A writer beside the gateway's own, to its counters unless told otherwise. */
function writerTo(workflowId = `${gateway.registryId}.ids`, timeoutMs = 5_000) {
  batches = []
  const ensured: number[] = []
  const writer: BatchWriter<CounterOp> = createBatchWriter({
    client: new Client({ connection, dataConverter: { payloadCodecs: [compressionCodec] } }),
    workflowId,
    ensure: async () => void ensured.push(Date.now()),
    onBatch: ({ ops }) => void batches.push(ops),
    timeoutMs,
  })
  return { writer, ensured, claim: (slug: string) => writer.write<number>({ op: 'claim', slug }) }
}

test('what comes in while a batch is under way shares the next, up to 500 ops', async () => {
  const { claim } = writerTo()

  const written = await Promise.all(Array.from({ length: 2_000 }, () => claim('shared')))

  expect(new Set(written.map(({ value }) => value)).size).toBe(2_000)
  expect(batches).toEqual([500, 500, 500, 500])
})

test('ops are applied in the order they were written', async () => {
  const { claim } = writerTo()

  const written = await Promise.all(Array.from({ length: 100 }, () => claim('ordered')))

  expect(written.map(({ value }) => value)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
})

test('a batch is no larger than fits, and one op may be larger than a batch', async () => {
  const { writer, claim } = writerTo()
  const large = (slug: string) =>
    writer.write<number>({ op: 'claim', slug, key: 'k'.repeat(200_000) })

  const [one, two, three] = await Promise.all([
    large('large'),
    large('large'),
    writer.write<number>({ op: 'claim', slug: 'large', key: 'x'.repeat(1_000_000) }),
    claim('small'),
  ])

  expect([one.value, two.value, three.value]).toEqual([1, 1, 2])
  expect(batches.length).toBeGreaterThanOrEqual(3)
})

test('an op that fits no message is refused, and so is one after closing', async () => {
  const { writer, claim } = writerTo()
  const huge = writer.write({ op: 'claim', slug: 's', key: 'x'.repeat(1_600_000) })

  await expect(huge).rejects.toMatchObject({ code: 'registration-too-large' })
  writer.close()
  await expect(claim('late')).rejects.toMatchObject({ code: 'temporal-unreachable' })
})

test('what waits when the writer closes is told so, and does not wait for ever', async () => {
  const { writer, claim } = writerTo()
  const waiting = Array.from({ length: 3 }, () => claim('waiting'))

  writer.close()

  const outcomes = await Promise.allSettled(waiting)
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue
    expect(outcome.reason).toMatchObject({ code: 'temporal-unreachable' })
  }
  expect(outcomes).toHaveLength(3)
})

test('a workflow that does not run is asked to begin, until the time is over', async () => {
  const { ensured, claim } = writerTo(`nobody-${randomUUID()}`, 500)
  const begunMs = performance.now()

  await expect(claim('in vain')).rejects.toMatchObject({
    code: 'temporal-unreachable',
  })

  expect(ensured.length).toBeGreaterThan(2)
  expect(performance.now() - begunMs).toBeLessThan(5_000)
})
