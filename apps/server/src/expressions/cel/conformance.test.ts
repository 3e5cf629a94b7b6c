import { run as runOther } from '@bufbuild/cel'
import { strings } from '@bufbuild/cel/ext'
import { expect, test } from 'vitest'

import { createEvaluatingEnvironment } from './environment.ts'
import { compileProgram } from './program.ts'
import { createOutputBudget, readContext, toJson } from './values.ts'

/** A value as JSON, or that there is none. */
type Expected = string | number | boolean | null | typeof fails
const fails = Symbol('fails')

const data = { n: 3, big: 1e18, text: 'abc', yes: true, nothing: null, list: [1, 2, 3], map: { a: 1 } } // prettier-ignore

/** What both engines say. */
const same: [string, Expected][] = [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['7 / 2', 3],
  ['-7 / 2', -3],
  ['-7 % 3', -1],
  ['7.0 / 2.0', 3.5],
  ['1 / 0', fails],
  ['1 % 0', fails],
  ['9223372036854775807 + 1', fails],
  ['"a" + "b"', 'ab'],
  ['"a" < "b"', true],
  ['"a" == \'a\'', true],
  ['r"\\n".size()', 2],
  ['"\\u00e9".size()', 1],
  ['"😀".size()', 1],
  ['true && false', false],
  ['true || d.missing == 1', true],
  ['d.missing == 1 || true', true],
  ['d.missing == 1 && false', false],
  ['false && d.missing == 1', false],
  ['d.missing == 1 && true', fails],
  ['d.missing', fails],
  ['has(d.missing)', false],
  ['has(d.n)', true],
  ['has(d.missing.deeper)', fails],
  ['d.n == 3', true],
  ['d.n == 3.0', true],
  ['d.n > 2', true],
  ['d.n >= 3.5', false],
  ['d.n == "3"', false],
  ['d.n != "3"', true],
  ['d.text > 1', fails],
  ['d.nothing == null', true],
  ['d.n == null', false],
  ['d.yes', true],
  ['!d.yes', false],
  ['!d.text', fails],
  ['d.text.startsWith("a") && d.text.endsWith("c")', true],
  ['d.text.contains("x")', false],
  ['d.n.startsWith("a")', fails],
  ['d.list[0]', 1],
  ['d.list[3]', fails],
  ['d.list[-1]', fails],
  ['d.map["a"]', 1],
  ['d["n"]', 3],
  ['size(d.list) + d.list.size()', 6],
  ['size(d.map)', 1],
  ['2 in d.list', true],
  ['"a" in d.map', true],
  ['"z" in d.map', false],
  ['d.list.exists(x, x > 2)', true],
  ['d.list.exists(x, x > 5)', false],
  ['d.list.all(x, x > 0)', true],
  ['d.list.exists_one(x, x == 2)', true],
  ['d.list.exists(x, x.y == 1)', fails],
  ['[1, "a"].exists(x, x == "a")', true],
  ['d.list.map(x, x * 2.0)[2]', 6],
  ['d.list.filter(x, x > 1).size()', 2],
  ['d.map.map(k, k)[0]', 'a'],
  ['d.n > 2 ? "more" : "less"', 'more'],
  ['d.text ? 1 : 2', fails],
  ['[1, 2] == [1, 2]', true],
  ['[1, 2] == [2, 1]', false],
  ['{"a": 1} == {"a": 1}', true],
  ['{"a": 1, "b": 2} == {"b": 2, "a": 1}', true],
  ['int("42")', 42],
  ['int("x")', fails],
  ['int(3.9)', 3],
  ['int(-3.9)', -3],
  ['double("1.5")', 1.5],
  ['double(2)', 2],
  ['string(1)', '1'],
  ['string(1.5)', '1.5'],
  ['string(true)', 'true'],
  ['bool("true")', true],
  ['bool("maybe")', fails],
  ['type(1) == int', true],
  ['type(d.n) == double', true],
  ['timestamp("2026-01-01T00:00:00Z") < timestamp("2026-01-02T00:00:00Z")', true],
  ['timestamp("nonsense")', fails],
  ['duration("1h") == duration("60m")', true],
  ['duration("1h").getMinutes()', 60],
  ['duration("x")', fails],
  ['timestamp("2026-03-01T10:00:00Z").getDayOfWeek()', 0],
  ['timestamp("2026-03-01T10:00:00Z").getMonth()', 2],
  ['timestamp("2026-03-01T10:00:00Z").getDayOfMonth()', 0],
  ['timestamp("2026-03-01T10:00:00Z").getDate()', 1],
  ['timestamp("2026-03-01T10:00:00Z") + duration("1h") == timestamp("2026-03-01T11:00:00Z")', true],
  ['"abc".substring(1)', 'bc'],
  ['"abc".indexOf("c")', 2],
  ['" a ".trim()', 'a'],
  ['["a", "b"].join("-")', 'a-b'],
  ['"a,b".split(",")[1]', 'b'],
  ['"Ab".lowerAscii()', 'ab'],
]

/** Where they differ, and why. */
const differences: [cel: string, ours: Expected, other: Expected, reason: string][] = [
  ['d.n + 1', 4, fails, 'ours mixes ints and doubles: the numbers of JSON are doubles'],
  ['1 + 1.5', 2.5, fails, 'the same'],
  ['5.0 % 3.0', 2, fails, 'ours has a remainder of doubles'],
  [
    'has(d.nothing)',
    true,
    false,
    'the other takes a member that is null for absent; the specification does not',
  ],
  ['"abc".matches("b")', fails, true, 'ours offers re2 instead'],
  ['size(b"abc")', fails, 3, 'ours has no bytes'],
  ['{"constructor": 1}.size()', fails, 1, 'the engine would lose such keys: refused'],
  ['"É".lowerAscii()', 'é', 'É', 'ours changes letters beyond ASCII too'],
  ['2.0 in [1, 2]', fails, true, 'ours refuses to look for a double in a list of ints'],
  ['[].all(x, x > 0)', fails, true, 'ours knows no type for what an empty list holds'],
]

const place = { variables: { d: 'dyn' } } as const
const environment = createEvaluatingEnvironment(place)

function ours(cel: string): unknown {
  try {
    const { values } = readContext(place, JSON.stringify({ d: data }))
    return toJson(compileProgram(environment, cel).run(values), createOutputBudget())
  } catch {
    return fails
  }
}

function others(cel: string): unknown {
  try {
    const value: unknown = runOther(cel, { d: data as never }, { funcs: [...strings] })
    if (value instanceof Error) return fails
    return typeof value === 'bigint' ? Number(value) : value
  } catch {
    return fails
  }
}

test('a second engine says the same of what both have', () => {
  expect(same.map(([cel]) => [cel, ours(cel)])).toEqual(same)
  expect(same.map(([cel]) => [cel, others(cel)])).toEqual(same)
})

test('where the two differ is known', () => {
  expect(differences.map(([cel]) => [cel, ours(cel), others(cel)])).toEqual(
    differences.map(([cel, expectedOurs, expectedOthers]) => [cel, expectedOurs, expectedOthers]),
  )
})
