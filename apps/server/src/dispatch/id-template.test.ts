import { expect, test } from 'vitest'
import { renderTemplate, type TemplateValues } from './id-template.ts'
import { workflowIdFor } from './workflow-id.ts'

const now = new Date('2026-11-21T23:59:07.123Z')
const values: TemplateValues = {
  type: 'invoice.send',
  input: {
    order_id: 4711,
    is_new: true,
    lines: [{ sku: 'a-1' }],
    empty: '',
    nothing: null,
    'a/b': {},
  },
  args: undefined,
  time: now,
  random: '0a1b2c3d',
}
const identity = { workflowId: 'invoice-send-0a1b2c3d', suffix: '0a1b2c3d', isKeyed: false }
const idOf = (body: object, more: object = {}) =>
  workflowIdFor('invoice.send', { input: values.input, ...body }, { ...identity, ...more }, now)
const textOf = (template: string) => renderTemplate(template, values).before
const errorsOf = (template: string) => renderTemplate(template, values).errors

test('placeholders stand for values of the start', () => {
  expect(textOf('order-{{input.order_id}}-{{ date }}')).toBe('order-4711-2026-11-21')
  expect(textOf('{{type}}/{{input.lines.0.sku}}/{{input.is_new}}')).toBe('invoice.send/a-1/true')
  expect(textOf('{{year}}{{month}}{{day}}T{{hour}}{{minute}}')).toBe('20261121T2359')
  expect(textOf('{{random}}')).toBe('0a1b2c3d')
  expect(textOf('no placeholder')).toBe('no placeholder')
})

test('text from the input is never read as a template again', () => {
  const input = { name: '{{type}}', dollars: "$& $1 $'" }
  const { before } = renderTemplate('{{input.name}} {{input.dollars}}', { ...values, input })

  expect(before).toBe("{{type}} $& $1 $'")
})

test.each([
  ['{{input.absent}}', '/input/absent', 'is missing'],
  ['{{input.lines}}', '/input/lines', 'is a list'],
  ['{{input.lines.1.sku}}', '/input/lines/1/sku', 'is missing'],
  ['{{input.lines.length}}', '/input/lines/length', 'is missing'],
  ['{{input}}', '/input', 'is an object'],
  ['{{input.a/b}}', '/input/a~1b', 'is an object'],
  ['{{input.empty}}', '/input/empty', 'is empty'],
  ['{{input.nothing}}', '/input/nothing', 'is null'],
  ['{{input.constructor}}', '/input/constructor', 'is missing'],
  ['{{input.__proto__.x}}', '/input/__proto__/x', 'is missing'],
  ['{{args.0}}', '/args/0', 'is missing'],
])('%s has a pointer to what it lacks', (template, pointer, why) => {
  expect(errorsOf(template)).toEqual([{ pointer, detail: expect.stringContaining(why) }])
})

test.each(['{{', 'a}}', '{{}}', '{{ input.a', '{{a b}}', '{{nope}}', '{{input.}}', '{{toString}}'])(
  '%s is no template',
  (template) => {
    expect(errorsOf(template)).toMatchObject([{ pointer: '/id_template' }])
  },
)

test('a counter stands between two ends, and only once', () => {
  expect(renderTemplate('a-{{counter}}-{{type}}', values)).toMatchObject({
    before: 'a-',
    after: '-invoice.send',
    hasCounter: true,
    errors: [],
  })
  expect(errorsOf('{{counter}}{{counter}}')).toMatchObject([{ pointer: '/id_template' }])
})

test('a template without a counter chooses the id; one with it names what is counted', () => {
  const claimed = idOf({ id_template: 'EU {{input.order_id}}-{{counter}}' })

  expect(idOf({ id_template: 'o-{{input.order_id}}' })).toEqual({ kind: 'chosen', id: 'o-4711' })
  expect(claimed).toMatchObject({ kind: 'claimed', name: 'EU 4711-' })
  expect(claimed.kind === 'claimed' && claimed.idOf(3)).toBe('EU 4711-3')
})

test('under a key what stands for the time needs a time, and the same makes the same id', () => {
  const keyed = { isKeyed: true }
  const body = { id_template: 'o-{{date}}', id_time: '2026-11-20T23:30:00-02:00' }

  expect(() => idOf({ id_template: 'o-{{date}}' }, keyed)).toThrow(/id_time is needed/)
  expect(idOf(body, keyed)).toEqual({ kind: 'chosen', id: 'o-2026-11-21' })
  expect(idOf({ id_template: 'o-{{random}}' }, keyed)).toEqual({ kind: 'chosen', id: 'o-0a1b2c3d' })
})

test.each([
  ['a template that gives nothing but blanks', { id_template: '  ' }],
  ['a dot, which no URL can address', { id_template: '{{input.dot}}', input: { dot: '..' } }],
  ['control characters', { id_template: 'x{{input.line}}', input: { line: 'a\nb' } }],
  ['over 1,000 bytes', { id_template: '{{input.long}}', input: { long: 'ß'.repeat(501) } }],
  [
    'a long name to count',
    { id_template: '{{input.long}}{{counter}}', input: { long: 'x'.repeat(129) } },
  ],
])('%s is refused', (_what, body) => {
  expect(() => idOf(body)).toThrow(/\/id_template/)
})

test('a counter needs something to count by', () => {
  expect(() => idOf({ id_template: '_{{counter}}' })).toThrow(
    expect.objectContaining({ code: 'slug-empty' }),
  )
})
