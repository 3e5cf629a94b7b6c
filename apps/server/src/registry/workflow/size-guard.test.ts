import { compressionCodec } from '../../platform/compression-codec.ts'
import { defaultPayloadConverter } from '@temporalio/common'
import { expect, test } from 'vitest'
import { catalogueOf, realisticSpec, refusalOf, registering } from '../../../test/specs.ts'
import { applyCatalogueOp, storeCatalogue } from './catalogue.ts'
import { changesSince } from './changes.ts'
import { createSizeGuard } from './size-guard.ts'

const payloadLimitBytes = 2_097_152

/** Bytes of a value as it goes to Temporal. */
async function sentBytes(value: unknown): Promise<number> {
  const payload = defaultPayloadConverter.toPayload(value)
  const [encoded] = await compressionCodec.encode([payload])
  return encoded?.data?.length ?? 0
}

/** A guard over a list of texts, which do not compress. */
function guardedTexts(limitBytes: number) {
  const texts = new Map<number, string>()
  let measured = 0
  const nothing = { plain: 0, compressed: 0 }
  const stateJson = () => {
    measured++
    return JSON.stringify([...texts.values()])
  }
  const guard = createSizeGuard(stateJson, nothing, limitBytes)
  const random = (length: number) =>
    Array.from({ length }, () => Math.random().toString(36).slice(2, 3)).join('')
  return {
    guard,
    measurements: () => measured,
    add(id: number, length: number) {
      const text = random(length)
      if (guard.refusalFor(text)) return false
      texts.set(id, text)
      guard.add('spec', text)
      return true
    },
    remove(id: number) {
      guard.subtract(texts.get(id) ?? '')
      texts.delete(id)
    },
  }
}

test('what does not fit is refused with the figures', () => {
  const { guard, add } = guardedTexts(10_000)
  for (let id = 0; add(id, 1_000); id++);

  expect(guard.refusalFor('x'.repeat(3_000))).toEqual({
    code: 'registry-full',
    detail: expect.stringMatching(
      /^The registry holds \d+ kB \(\d+ kB compressed\) and 4 kB more would not fit in 10 kB compressed$/,
    ),
  })
})

test('what compresses well is taken far beyond its plain size', () => {
  let held = ''
  const guard = createSizeGuard(() => JSON.stringify(held), { plain: 0, compressed: 0 }, 10_000)

  for (let n = 0; n < 100; n++) {
    const part = 'the same words again and again '.repeat(30)
    expect(guard.refusalFor(part)).toBeUndefined()
    held += part
    guard.add('spec', part)
  }

  expect(guard.bytes()).toBeGreaterThan(90_000)
})

test('once full it admits again when something has gone', () => {
  const { add, remove } = guardedTexts(10_000)
  let count = 0
  while (add(count, 1_000)) count++

  const whileFull = add(100, 1_000)
  remove(0)
  remove(1)
  const afterwards = add(101, 1_000)

  expect([whileFull, afterwards]).toEqual([false, true])
})

test('a full registry does not measure at every refusal', () => {
  const { add, measurements } = guardedTexts(100_000)
  let count = 0
  while (add(count, 1_000)) count++
  const before = measurements()

  for (let length = 5_000; length > 4_000; length--) add(-1, length)

  expect(measurements() - before).toBeLessThanOrEqual(1)
})

test('what is compressed by the piece comes near to the whole, so that it need not be measured', async () => {
  let measured = 0
  const texts: string[] = []
  const guard = createSizeGuard(() => `${measured++}`)
  for (let n = 0; n < 2_000; n++) {
    const text = JSON.stringify(realisticSpec(n))
    expect(guard.refusalFor(text)).toBeUndefined()
    guard.add('spec', text)
    texts.push(text)
  }

  const whole = await sentBytes(texts)

  expect(measured).toBe(0)
  expect(guard.sizes().compressed).toBeGreaterThan(whole)
  expect(guard.sizes().compressed).toBeLessThan(whole * 2 + 65_536)
})

test('sizes are carried to the next run, where a full registry is measured before it refuses', () => {
  let measured = 0
  const stateJson = () => `${'x'.repeat(100)}${measured++}`
  const carried = { plain: 90_000, compressed: 9_900 }

  const guard = createSizeGuard(stateJson, carried, 10_000)

  expect(guard.sizes()).toEqual(carried)
  expect(guard.refusalFor('y'.repeat(500))).toBeUndefined()
  expect(measured).toBe(1)
})

test('text outside ASCII counts by its bytes', () => {
  const guard = createSizeGuard(() => '')

  guard.add('schema', '語'.repeat(300))

  expect(guard.bytes()).toBe(902)
})

test("10,000 types and 500 workers fit, compressed under 2 MB, and so does a reader's answer", async () => {
  const catalogue = catalogueOf()
  const outcomes = Array.from({ length: 500 }, (_, worker) =>
    applyCatalogueOp(
      catalogue,
      registering(`host-${crypto.randomUUID()}`, {
        workflows: Array.from({ length: 20 }, (_unused, at) => realisticSpec(worker * 20 + at)),
      }),
      1.7e12 + worker,
    ),
  )

  const state = await sentBytes(storeCatalogue(catalogue))
  const answer = await sentBytes(changesSince(catalogue, 0))

  expect(outcomes.map(refusalOf).filter(Boolean)).toEqual([])
  expect(catalogue.specs.size).toBe(10_000)
  expect(state).toBeLessThan(1_500_000)
  expect(answer).toBeLessThan(1_500_000)
}, 30_000)

test('a catalogue filled until it refuses can still be carried on, and its workers still register', async () => {
  const catalogue = catalogueOf()
  const noise = (number: number) =>
    Array.from({ length: 60 }, (_, at) => ((number + 1) * (at + 7) ** 5).toString(36)).join(' ')
  const fill = (number: number) =>
    applyCatalogueOp(
      catalogue,
      registering('filler', {
        workflows: Array.from({ length: 100 }, (_, at) => ({
          ...realisticSpec(number * 100 + at),
          description: noise(number * 100 + at),
        })),
      }),
      0,
    )

  let number = 0
  while (refusalOf(fill(number)) === undefined) number++
  const state = await sentBytes(storeCatalogue(catalogue))
  const known = { ...realisticSpec(0), description: noise(0) }
  const restarted = applyCatalogueOp(catalogue, registering('again', { workflows: [known] }), 0)

  expect(refusalOf(fill(number))).toBe('registry-full')
  expect(state).toBeGreaterThan(1_000_000)
  expect(state).toBeLessThan(payloadLimitBytes)
  expect(refusalOf(restarted)).toBeUndefined()
}, 30_000)
