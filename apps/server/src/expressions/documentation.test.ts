import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'

import { createExpressions, expressionLimits as limits, type Place } from './expressions.ts'

const page = readFileSync(new URL('../../../../docs/expressions.md', import.meta.url), 'utf8')
const expressions = createExpressions({ threadCount: 1 })
afterAll(() => expressions.close())

const place: Place = {
  variables: {
    event: { fields: { id: 'string', type: 'string', time: 'timestamp', data: 'dyn' } },
    attempt: 'int',
    now: 'timestamp',
  },
}
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)\n\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  )
const context = JSON.parse(blocks('json')[0] ?? '') as Record<string, unknown>

test('every example of CEL gives what the page says', async () => {
  const examples = blocks('cel')
    .flatMap((block) => block.split('\n'))
    .map((line) => line.split(/ +\/\/ /))
  expect(examples.length).toBeGreaterThan(40)

  const cels = examples.map(([cel = '']) => cel)
  const faults = await expressions.check(
    place,
    cels.map((cel) => ({ pointer: cel, cel })),
  )
  const outcomes = await expressions.evaluateAll(
    place,
    context,
    cels.map((cel) => ({ cel })),
  )

  expect(faults).toEqual([])
  expect(outcomes.map((outcome, at) => [cels[at], outcome])).toEqual(
    examples.map(([cel, gives = '']) => [cel, { value: JSON.parse(gives) as unknown }]),
  )
})

test('every example of Liquid gives what the page says', async () => {
  const examples = blocks('liquid').map((block) => block.split('\n=> '))
  expect(examples.length).toBeGreaterThan(3)

  for (const [liquid = '', gives] of examples) {
    expect(await expressions.check(place, [{ pointer: '', liquid }])).toEqual([])
    expect(await expressions.evaluate(place, context, { liquid })).toBe(gives)
  }
})

test('the template gives what the page says', async () => {
  const template: unknown = JSON.parse(blocks('json template')[0] ?? '')
  const filled: unknown = JSON.parse(blocks('json filled')[0] ?? '')

  expect(await expressions.evaluate(place, context, { template })).toEqual(filled)
})

test('the limits on the page are those that hold', () => {
  const count = (value: number) => value.toLocaleString('en-US')
  const told = [
    `${count(limits.sourceChars)} characters, ${count(limits.nodeCount)} nodes, ${limits.depthLevels} levels`,
    `${limits.listLiteralElements} elements`,
    `${limits.mapLiteralEntries} entries in a map, ${limits.callArguments} arguments`,
    `${limits.liquidChars / 1024} KiB`,
    `${limits.templateBytes / 1024} KiB, ${limits.templateLevels} levels, ${limits.templateLeafCount} leaves`,
    `${limits.contextBytes / 1024 ** 2} MiB`,
    `${limits.outputBytes / 1024 ** 2} MiB, ${limits.outputLevels} levels`,
    `${limits.evaluationMillis} ms for one`,
    `${limits.threadHeapMegabytes} MiB of heap`,
    `${count(limits.waitingMessageCount)} evaluations`,
    `at most ${count(limits.patternChars)} characters`,
  ]

  expect(told.filter((words) => !page.includes(words))).toEqual([])
})
