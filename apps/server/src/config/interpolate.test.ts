import { expect, test } from 'vitest'
import { interpolate } from './interpolate.ts'

const env = { NAME: 'value', EMPTY: '', A_1: 'a', _X: 'x', lower: 'never' }

test.each([
  ['${NAME}', 'value'],
  ['${NAME:-fallback}', 'value'],
  ['${UNSET:-fallback}', 'fallback'],
  ['${UNSET:-}', ''],
  ['${UNSET}', ''],
  ['${UNSET:-a:b-c/d e}', 'a:b-c/d e'],
  ['${_X}${A_1}', 'xa'],
  ['before ${NAME} between ${UNSET:-it} after', 'before value between it after'],
  ['${NAME}/${NAME}', 'value/value'],
])('%s becomes «%s»', (text, expected) => {
  expect(interpolate(text, env)).toBe(expected)
})

test('a variable that is empty counts as unset, as in a shell and unlike in the original', () => {
  expect(interpolate('${EMPTY:-fallback}', env)).toBe('fallback')
  expect(interpolate('${EMPTY}', env)).toBe('')
})

test.each([
  '${lower}',
  '${lower:-x}',
  '$NAME',
  '${NAME',
  '${}',
  '${1NAME}',
  '${NA ME}',
  '${NAME-x}',
  '${NAME:=x}',
])('%s is none of ours and stays', (text) => {
  expect(interpolate(text, env)).toBe(text)
})

test('a fallback ends at the first brace, as in the original', () => {
  expect(interpolate('${UNSET:-${NAME:-c}}', env)).toBe('${NAME:-c}')
})

test('what a variable holds is not read again', () => {
  expect(interpolate('${NAME}', { NAME: '${NAME} $& $1' })).toBe('${NAME} $& $1')
})

test('texts are found at any depth; keys, numbers and the rest stay', () => {
  const document = { '${NAME}': [{ deep: ['${NAME}', 1, true, null] }] }

  expect(interpolate(document, env)).toEqual({ '${NAME}': [{ deep: ['value', 1, true, null] }] })
})
