import { afterAll, expect, test } from 'vitest'

import { createExpressions, type Expression, type Place } from './expressions.ts'

const expressions = createExpressions({ threadCount: 1 })
afterAll(() => expressions.close())

const place: Place = { variables: { event: 'dyn' } }
const event = {
  list: Array.from({ length: 3_000 }, (_, at) => at),
  text: 'a'.repeat(100_000),
  digits: '1'.repeat(100_000),
  evil: JSON.parse('{"__proto__": {"x": 1}, "constructor": {"name": "Function"}}') as unknown,
}

const codeOf = async (expression: Expression) => {
  try {
    return { value: await expressions.evaluate(place, { event }, expression) }
  } catch (error) {
    return error
  }
}

/** Whatever happened before, the next evaluation has its answer. */
const stillAnswers = async () =>
  expect(await expressions.evaluate(place, { event }, { cel: 'event.list[2]' })).toBe(2)

const tooCostly = { code: 'expression-too-costly' }

test('loops within loops are stopped, and named', async () => {
  const cel = 'event.list.all(a, event.list.all(b, event.list.all(c, a + b + c >= 0)))'

  expect(await codeOf({ cel })).toMatchObject({ ...tooCostly, extras: { expression: cel } })
  await stillAnswers()
})

test('lists and texts that grow without bound are stopped', async () => {
  const bombs = [
    'event.list.map(a, event.list.map(b, event.list.map(c, [a, b, c])))',
    'event.list.map(a, event.list.map(b, event.text + event.text))',
    `[event.list]${'.map(a, a + a)'.repeat(28)}`,
    `[event.text]${'.map(a, {"a": a, "b": a})'.repeat(28)}`,
    'event.list.map(a, event.text)',
  ]

  for (const cel of bombs) {
    const outcome = await codeOf({ cel })
    expect(outcome, cel).toMatchObject({
      code: expect.stringMatching(/^expression-(too-costly|failed)$/),
    })
    await stillAnswers()
  }
})

test('types that double with every step are refused or stopped at save', async () => {
  const cel = `[1]${'.map(a, {a: a})'.repeat(29)} == []`

  const faults = await expressions.check(place, [{ pointer: '/filter', cel }])

  expect(faults).toMatchObject([{ pointer: '/filter' }])
  await stillAnswers()
})

test('durations and patterns are read in time, whatever the text', async () => {
  await codeOf({ cel: 'duration(event.digits) > duration("1s")' })
  await stillAnswers()

  expect(await codeOf({ cel: 're2(event.text + "!", "^(a+)+$")' })).toEqual({ value: false })
  await codeOf({ cel: 're2(event.text, "^[ab]*a[ab]{500}$")' })
  await stillAnswers()
})

test('prototypes are out of reach, and members that are called like them are data', async () => {
  for (const cel of [
    'event.__proto__',
    'event.text.constructor',
    'event.list.__proto__',
    'event.toString',
  ])
    // prettier-ignore
    expect(await codeOf({ cel }), cel).toMatchObject({ code: 'expression-failed' })
  for (const liquid of [
    '{{ event.__proto__ }}',
    '{{ event.text.constructor }}',
    '{{ event.list.map }}',
  ])
    // prettier-ignore
    expect(await codeOf({ liquid }), liquid).toMatchObject({ code: 'expression-failed' })

  expect(await codeOf({ cel: 'event.evil.constructor.name' })).toEqual({ value: 'Function' })
  expect(await codeOf({ cel: 'event.evil.__proto__.x' })).toEqual({ value: 1 })
  expect(JSON.stringify(await codeOf({ template: { a: { $cel: 'event.evil' } } }))).toContain(
    '"constructor":{"name":"Function"}',
  )
  expect(({} as Record<string, unknown>)['x']).toBeUndefined()
})

test('sentences read no files, and end', async () => {
  for (const tag of ['include', 'render', 'layout', 'block'])
    expect(await codeOf({ liquid: `{% ${tag} "/etc/passwd" %}` })).toMatchObject({
      code: 'expression-invalid',
    })
  const bombs = [
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% endfor %}',
    '{% assign a = "x" %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}',
    '{% for i in (1..40) %}{{ event.text }}{% endfor %}',
    '{{ event.text | split: "" | join: event.text }}',
  ]
  for (const liquid of bombs) expect(await codeOf({ liquid }), liquid).toMatchObject(tooCostly)
  await stillAnswers()
})

test('a leaf that has to be stopped is pointed at in its template', async () => {
  const bomb = 'event.list.all(a, event.list.all(b, event.list.all(c, a + b + c >= 0)))'
  const template = { ok: { $cel: '1' }, tasks: [{ $liquid: 'x' }, { bad: { $cel: bomb } }] }

  expect(await codeOf({ template })).toMatchObject({
    ...tooCostly,
    extras: { errors: [{ pointer: '/tasks/1/bad/$cel' }] },
  })
})

test('one of many that has to be stopped leaves the others their values', async () => {
  const bomb = 'event.list.all(a, event.list.all(b, event.list.all(c, a + b + c >= 0)))'

  expect(
    await expressions.evaluateAll(place, { event }, [
      { cel: '1' },
      { cel: bomb },
      { liquid: 'two' },
    ]),
  ).toMatchObject([{ value: 1 }, { failure: tooCostly }, { value: 'two' }])
})

test('Unicode is text like any other', async () => {
  expect(await codeOf({ cel: '"😀é".size()' })).toEqual({ value: 2 })
  expect(await codeOf({ cel: '"\\u00e9" == "é"' })).toEqual({ value: true })
  expect(await codeOf({ cel: '"\u202e" + "\u0000"' })).toEqual({ value: '\u202e\u0000' })
  expect(await codeOf({ cel: 'еvent' })).toMatchObject({ code: 'expression-invalid' })
})

test('data over the limit is not even sent to a thread', async () => {
  const large = { event: 'x'.repeat(5 * 1024 * 1024) }

  await expect(expressions.evaluate(place, large, { cel: '1' })).rejects.toMatchObject(tooCostly)
})

test('as many wait as may, and the next is told to come again', async () => {
  const busy = createExpressions({ threadCount: 1 })
  const many = Array.from({ length: 1_100 }, () =>
    busy.evaluate(place, { event: 1 }, { cel: 'event' }).catch((error: unknown) => error),
  )

  const answers = await Promise.all(many)
  await busy.close()

  const refused = answers.filter((answer) => answer !== 1)
  expect(refused.length).toBeGreaterThan(50)
  expect(refused[0]).toMatchObject({ code: 'expressions-busy', extras: { retry_after_seconds: 1 } })
})
