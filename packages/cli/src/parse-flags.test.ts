import { expect, test } from 'vitest'
import type { Flags } from './flags.ts'
import { parseFlags } from './parse-flags.ts'

const flags: Flags = {
  type: { type: 'positional', description: '' },
  more: { type: 'positional', description: '', required: false },
  input: { type: 'string', description: '', alias: 'i' },
  label: { type: 'string', repeat: true, description: '' },
  state: { type: 'enum', options: ['ready', 'gone'], description: '' },
  json: { type: 'boolean', description: '' },
}

test('flags and arguments are read in any order, absent ones are empty', () => {
  const values = parseFlags(flags, ['--label', 'a=1', 't', '-i', '-', '--label=b', '--json'])

  expect(values).toEqual({
    type: 't',
    more: undefined,
    input: '-',
    label: ['a=1', 'b'],
    state: undefined,
    json: true,
  })
})

test('a value may be a negative number, empty, or begin with - behind an =', () => {
  expect(parseFlags(flags, ['t', '--input', '-5'])).toMatchObject({ input: '-5' })
  expect(parseFlags(flags, ['t', '--input='])).toMatchObject({ input: '' })
  expect(parseFlags(flags, ['t', '--input=-x'])).toMatchObject({ input: '-x' })
})

test('what follows -- is an argument', () => {
  expect(parseFlags(flags, ['--', '--json', 'b'])).toMatchObject({ type: '--json', more: 'b' })
})

test.each([
  [[], 'TYPE is missing'],
  [[''], 'TYPE is empty'],
  [['t', 'm', 'x'], '«x» is one argument too many'],
  [['t', '--inptu', 'x'], 'There is no flag --inptu here'],
  [['t', '--toString'], 'There is no flag --toString here'],
  [['t', '--type', 'x'], 'There is no flag --type here'],
  [['t', '-x'], 'There is no flag -x here'],
  [['t', '--input'], '--input needs a value'],
  [['t', '--input', '--json'], '--input needs a value'],
  [['t', '--json=yes'], '--json takes no value'],
  [['t', '--input', '1', '-i', '2'], '-i is given twice'],
  [['t', '--state', 'redy'], '--state cannot be «redy»'],
])('%j is refused: %s', (args, message) => {
  expect(() => parseFlags(flags, args)).toThrow(message)
})

test('a mistyped flag or word is answered with the one that was meant', () => {
  expect(() => parseFlags(flags, ['t', '--lable', 'x'])).toThrow(
    expect.objectContaining({ remedy: 'Did you mean --label?' }),
  )
  expect(() => parseFlags(flags, ['t', '--state', 'redy'])).toThrow(
    expect.objectContaining({ remedy: 'Did you mean ready?' }),
  )
})
