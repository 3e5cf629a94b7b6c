import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../test/wait.ts'
import { createLog } from './log.ts'
import { createSampled } from './sampled.ts'

const log = createLog('fatal')

test('a sample is told until the next is there, one is taken at a time, and what failed is not known', async () => {
  const asked: PromiseWithResolvers<number>[] = []
  const told: (number | undefined)[] = []
  const sampled = createSampled<number>({
    take() {
      told.push(sampled.value())
      asked.push(Promise.withResolvers())
      return asked.at(-1)!.promise
    },
    ...{ isUp: () => true, everyMs: 1_000, onFault: 'nothing is known', log },
  })
  onTestFinished(() => sampled.close())

  sampled.start()
  asked[0]?.resolve(1)
  await eventually(() => sampled.value() === 1)

  await eventually(() => asked.length === 2)
  expect(told).toEqual([undefined, 1])
  asked[1]?.reject(new Error('away'))
  await eventually(() => sampled.value() === undefined)
  await eventually(() => asked.length === 3)
  asked[2]?.resolve(3)
  await eventually(() => sampled.value() === 3)
})

test('while a sample waits no other is begun, and what was before it grows too old to be told', async () => {
  const held = Promise.withResolvers<number>()
  let count = 0
  const sampled = createSampled({
    take: async () => (++count === 1 ? 1 : held.promise),
    ...{ isUp: () => true, everyMs: 20, onFault: 'nothing is known', log },
  })

  sampled.start()
  await eventually(() => count === 2)
  await eventually(() => sampled.value() === undefined)
  expect(count).toBe(2)

  held.resolve(2)
  await sampled.close()
  expect(count).toBe(2)
})
